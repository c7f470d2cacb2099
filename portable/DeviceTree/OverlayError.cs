namespace Keelson.DeviceTree;

/// <summary>Why an overlay could not be applied; libfdt's <c>fdt_overlay_apply</c> refuses the same.</summary>
public enum OverlayError
{
    None,

    /// <summary>A <c>phandle</c> that is not one cell, or for which there is no number left.</summary>
    Phandle,

    /// <summary><c>__local_fixups__</c> names what the overlay does not have.</summary>
    LocalFixup,

    /// <summary><c>__fixups__</c> names what the overlay does not have, or is no list of places.</summary>
    Fixup,

    /// <summary>A label that the tree's <c>__symbols__</c> does not have, or that leads to no node with a phandle.
    /// </summary>
    Label,

    /// <summary>A fragment without a target, or whose target the tree does not have.</summary>
    Target,

    /// <summary>A symbol of the overlay that is no path, or names a fragment that is not there.</summary>
    Symbol,

    /// <summary>The tree would be too large, or nodes would nest too deep.</summary>
    NoSpace,
}

public static class OverlayErrorText
{
    /// <summary>What is wrong, as the end of a line that names the overlay.</summary>
    public static System.ReadOnlySpan<byte> Text(this OverlayError error) =>
        error switch
        {
            OverlayError.None => "applied"u8,
            OverlayError.Phandle => "invalid phandle"u8,
            OverlayError.LocalFixup => "invalid __local_fixups__"u8,
            OverlayError.Fixup => "invalid __fixups__"u8,
            OverlayError.Label => "label unknown in __symbols__ of the device tree"u8,
            OverlayError.Target => "target not in the device tree"u8,
            OverlayError.Symbol => "invalid __symbols__"u8,
            _ => "too large"u8,
        };
}
