// What is packed in another way is left to the kernel's own stub, where it brings one.
global using BootChoice = Keelson.BootEntries.BootChoice<Keelson.BootEntries.NoEntries>;
global using ProductDecompressors = Keelson.Compression.AllDecompressors;
using System;
using Keelson.BootEntries;

namespace Keelson.Stub;

/// <summary>The stub alone, with all that a unified image of other tools may have in it and beside it.</summary>
internal static class Product
{
    public const string Name = "stub-full";

    /// <summary>Whether what lies beside this image is looked for: add-ons, credentials, extensions.</summary>
    public static bool ReadsCompanions => true;

    /// <summary>Whether one of several device trees of this image is chosen by the machine.</summary>
    public static bool ChoosesTrees => true;

    /// <summary>Whether a boot entry can name what is applied to its device tree.</summary>
    public static bool AppliesOverlays => false;

    /// <summary>Whether a carried kernel that is not unpacked here but starts itself is started.</summary>
    public static bool StartsCarriedProgram => true;

    /// <summary>To which kernel's options SMBIOS may add some, and by which name.</summary>
    public static KernelOrigin TakesMachineOptions => KernelOrigin.Carried;
    public static ReadOnlySpan<byte> MachineOptions => "io.systemd.stub.kernel-cmdline-extra="u8;

    public static ReadOnlySpan<byte> WhereElse => "and the options name none (kernel=PATH); boot.efi boots entries"u8;
}
