// An image of its own kernel has no boot entries to choose from.
global using BootChoice = Keelson.BootEntries.BootChoice<Keelson.BootEntries.NoEntries>;
using System;
using Keelson.BootEntries;

namespace Keelson.Stub;

/// <summary>What all have in common that boot what they carry, or what their options name.</summary>
internal static partial class Product
{
    /// <summary>Whether a boot entry can name what is applied to its device tree.</summary>
    public static bool AppliesOverlays => false;

    /// <summary>Whether a carried kernel that is not unpacked here but starts itself is started.</summary>
    public static bool StartsCarriedProgram => true;

    /// <summary>To which kernel's options SMBIOS may add some, and by which name.</summary>
    public static KernelOrigin TakesMachineOptions => KernelOrigin.Carried;
    public static ReadOnlySpan<byte> MachineOptions => "io.systemd.stub.kernel-cmdline-extra="u8;

    public static ReadOnlySpan<byte> WhereElse => "and the options name none (kernel=PATH); boot.efi boots entries"u8;
}
