// What is packed in another way is left to the kernel's own stub, where it brings one.
global using BootChoice = Keelson.BootEntries.BootChoice<Keelson.BootEntries.VolumeEntries>;
global using ProductDecompressors = Keelson.Compression.GzipDecompressor;
using System;
using Keelson.BootEntries;

namespace Keelson.Stub;

/// <summary>The stub with what a whole medium needs: boot entries, and a menu of them.</summary>
internal static class Product
{
    public const string Name = "loader";

    /// <summary>Whether what lies beside this image is looked for: add-ons, credentials, extensions.</summary>
    public static bool ReadsCompanions => false;

    /// <summary>Whether one of several device trees of this image is chosen by the machine.</summary>
    public static bool ChoosesTrees => false;

    /// <summary>Whether a boot entry can name what is applied to its device tree.</summary>
    public static bool AppliesOverlays => true;

    /// <summary>Whether a carried kernel that is not unpacked here but starts itself is started.</summary>
    public static bool StartsCarriedProgram => false;

    /// <summary>To which kernel's options SMBIOS may add some, and by which name.</summary>
    public static KernelOrigin TakesMachineOptions => KernelOrigin.Entry;
    public static ReadOnlySpan<byte> MachineOptions => "io.systemd.boot.kernel-cmdline-extra="u8;

    public static ReadOnlySpan<byte> WhereElse =>
        "the options name none (kernel=PATH), its volume has no /loader/entries/*.conf, no /EFI/Linux/*.efi to boot"u8;
}
