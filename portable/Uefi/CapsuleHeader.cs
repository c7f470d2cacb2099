using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary><c>EFI_CAPSULE_HEADER</c> (UEFI 2.10, 8.5.3).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct CapsuleHeader
{
    public const int SizeBytes = 28;

    public EfiGuid Guid;

    /// <summary>Of this structure, and of whatever the capsule's vendor adds to it.</summary>
    public uint HeaderSizeBytes;
    public uint Flags;

    /// <summary>Of header and contents.</summary>
    public uint CapsuleSizeBytes;
}
