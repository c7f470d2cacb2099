using System;

namespace Keelson.Handover;

/// <summary>
/// Properties of <c>/chosen</c> that join boot stub and kernel (Linux, Documentation/arch/arm/uefi.rst; Devicetree
/// Specification v0.4, 3.6). The names are the contract with every arm64 kernel, so they are spelled in this one place.
/// </summary>
public static class ChosenNames
{
    public static ReadOnlySpan<byte> Path => "/chosen"u8;

    /// <summary>u64: physical address of the EFI system table.</summary>
    public static ReadOnlySpan<byte> SystemTable => "linux,uefi-system-table"u8;

    /// <summary>u64: physical address of the memory map.</summary>
    public static ReadOnlySpan<byte> MapStart => "linux,uefi-mmap-start"u8;

    /// <summary>u32: bytes of descriptors.</summary>
    public static ReadOnlySpan<byte> MapSize => "linux,uefi-mmap-size"u8;

    /// <summary>u32: distance between descriptors in bytes.</summary>
    public static ReadOnlySpan<byte> DescriptorSize => "linux,uefi-mmap-desc-size"u8;

    /// <summary>u32: descriptor version, 1.</summary>
    public static ReadOnlySpan<byte> DescriptorVersion => "linux,uefi-mmap-desc-ver"u8;

    /// <summary>
    /// u32, <see cref="SecureBootState"/>. Not in mainline; distribution kernels leave EFI off without it.
    /// </summary>
    public static ReadOnlySpan<byte> SecureBoot => "linux,uefi-secure-boot"u8;

    public static ReadOnlySpan<byte> BootArguments => "bootargs"u8;
    public static ReadOnlySpan<byte> InitrdStart => "linux,initrd-start"u8;
    public static ReadOnlySpan<byte> InitrdEnd => "linux,initrd-end"u8;
    public static ReadOnlySpan<byte> KaslrSeed => "kaslr-seed"u8;
    public static ReadOnlySpan<byte> RngSeed => "rng-seed"u8;

    /// <summary>Keelson's own: <see cref="BootRecord"/>. Kernels that do not know it pass over it.</summary>
    public static ReadOnlySpan<byte> BootRecord => "keelson,boot-record"u8;
}

/// <summary>
/// Values of <see cref="ChosenNames.SecureBoot"/>, as distribution kernels number them; what they have no number for is
/// <see cref="SecureBoot.ForKernel"/>.
/// </summary>
public enum SecureBootState : uint
{
    Unset = 0,
    Unknown = 1,
    Disabled = 2,
    Enabled = 3,

    /// <summary>No platform key is enrolled (setup mode): nothing is enforced.</summary>
    SetupMode = 4,

    /// <summary>The firmware enforces it, and the user has told shim not to (mokutil --disable-validation).</summary>
    OffInShim = 5,
}

public static class SecureBootStateText
{
    public static ReadOnlySpan<byte> Text(this SecureBootState state) =>
        state switch
        {
            SecureBootState.Unset => "not reported"u8,
            SecureBootState.Unknown => "state unknown"u8,
            SecureBootState.Disabled => "disabled"u8,
            SecureBootState.SetupMode => "in setup mode"u8,
            SecureBootState.OffInShim => "off in shim"u8,
            _ => "enabled"u8,
        };
}
