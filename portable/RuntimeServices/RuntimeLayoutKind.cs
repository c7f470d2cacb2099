using System;
using Keelson.Addresses;

namespace Keelson.RuntimeServices;

/// <summary>
/// A way to choose the virtual addresses of the runtime regions: <c>keelson.layout=</c>. Firmware that works with one
/// may rely on what another does not keep, such as distances between regions.
/// </summary>
public enum RuntimeLayoutKind
{
    /// <summary>No such name.</summary>
    Unknown,

    /// <summary><c>linux</c>: <see cref="RuntimeLayout.Assign"/>, as Linux's stub packs them.</summary>
    Linux,

    /// <summary><c>identity</c>: virtual is physical, and SetVirtualAddressMap is called.</summary>
    Identity,

    /// <summary>
    /// <c>offset</c>: one distance for all, by which the lowest region comes to the start of the window.
    /// </summary>
    Offset,

    /// <summary>
    /// <c>compact</c>: by physical address, below 4 GB, each where it was modulo 2 MB. What lies less than 2 MB apart
    /// keeps its distance, if it shares no frame of 64 KB.
    /// </summary>
    Compact,

    /// <summary><c>contiguous</c>: in map order, from one 64 KB frame to the next.</summary>
    Contiguous,

    /// <summary><c>reversed</c>: as Linux's, from the map's last region to its first.</summary>
    Reversed,

    /// <summary><c>above-4g</c>: as Linux's, from 4 GB on.</summary>
    Above4G,
}

public static class RuntimeLayoutKindNames
{
    /// <summary>What a refusal lists.</summary>
    public static ReadOnlySpan<byte> All => "linux, identity, offset, compact, contiguous, reversed or above-4g"u8;

    /// <param name="name">Nothing is <see cref="RuntimeLayoutKind.Linux"/>.</param>
    public static RuntimeLayoutKind Parse(ReadOnlySpan<byte> name)
    {
        for (RuntimeLayoutKind kind = RuntimeLayoutKind.Linux; kind <= RuntimeLayoutKind.Above4G; kind++)
        {
            if (name.SequenceEqual(kind.Text()))
            {
                return kind;
            }
        }
        return name.IsEmpty ? RuntimeLayoutKind.Linux : RuntimeLayoutKind.Unknown;
    }

    public static ReadOnlySpan<byte> Text(this RuntimeLayoutKind kind) =>
        kind switch
        {
            RuntimeLayoutKind.Linux => "linux"u8,
            RuntimeLayoutKind.Identity => "identity"u8,
            RuntimeLayoutKind.Offset => "offset"u8,
            RuntimeLayoutKind.Compact => "compact"u8,
            RuntimeLayoutKind.Contiguous => "contiguous"u8,
            RuntimeLayoutKind.Reversed => "reversed"u8,
            RuntimeLayoutKind.Above4G => "above-4g"u8,
            _ => "unknown"u8,
        };

    /// <summary>The first address that a layout may not use any more.</summary>
    public static VirtualAddress EndOf(this RuntimeLayoutKind kind) =>
        kind == RuntimeLayoutKind.Compact ? new(1ul << 32)
        : kind == RuntimeLayoutKind.Identity ? new(1ul << 48)
        : RuntimeLayout.VirtualEnd;
}
