using System;

namespace Keelson.Images;

/// <summary>Sections of a unified kernel image (UAPI Group Specifications, UKI) that the stub reads.</summary>
public static class UnifiedSections
{
    public static ReadOnlySpan<byte> Kernel => ".linux"u8;
    public static ReadOnlySpan<byte> Initrd => ".initrd"u8;
    public static ReadOnlySpan<byte> CommandLine => ".cmdline"u8;
    public static ReadOnlySpan<byte> DeviceTree => ".dtb"u8;

    /// <summary>One of several trees, for the machine that its <c>compatible</c> names.</summary>
    public static ReadOnlySpan<byte> AutomaticDeviceTree => ".dtbauto"u8;

    /// <summary>Which <c>compatible</c> a machine without a tree has, by what SMBIOS says of it.</summary>
    public static ReadOnlySpan<byte> HardwareIds => ".hwids"u8;

    /// <summary>Contents of os-release.</summary>
    public static ReadOnlySpan<byte> OsRelease => ".osrel"u8;

    /// <summary>The kernel's <c>uname -r</c>.</summary>
    public static ReadOnlySpan<byte> Release => ".uname"u8;

    /// <summary>A bitmap, which is measured, and not shown here.</summary>
    public static ReadOnlySpan<byte> Splash => ".splash"u8;

    /// <summary>Begins the sections of one profile; those before the first belong to all.</summary>
    public static ReadOnlySpan<byte> Profile => ".profile"u8;

    /// <summary>Signatures of what is measured, by <c>systemd-measure</c>.</summary>
    public static ReadOnlySpan<byte> PcrSignature => ".pcrsig"u8;

    /// <summary>The key of those signatures, PEM.</summary>
    public static ReadOnlySpan<byte> PcrPublicKey => ".pcrpkey"u8;

    /// <summary>Generations for revocation, which shim reads.</summary>
    public static ReadOnlySpan<byte> Sbat => ".sbat"u8;
}
