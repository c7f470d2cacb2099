using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_FILE_SYSTEM_INFO</c> (UEFI 2.10, 13.5.17), with room for a label longer than any that FAT has.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct EfiFileSystemInfo
{
    /// <summary><c>EFI_FILE_SYSTEM_INFO_ID</c>.</summary>
    public static EfiGuid Guid => new(0x09576e93, 0x6d3f, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 104;

    [InlineArray(64)]
    public struct VolumeLabel
    {
        private byte _first;
    }

    public ulong InfoSizeBytes;

    /// <summary>A BOOLEAN in the lowest byte, and seven bytes of padding.</summary>
    public ulong ReadOnly;
    public ulong VolumeSizeBytes;
    public ulong FreeSpaceBytes;
    public uint BlockSizeBytes;
    public VolumeLabel Label;

    public readonly bool IsReadOnly => (ReadOnly & 0xff) != 0;

    /// <summary>In UTF-16, ended by a zero: what <c>Utf8.FromUtf16</c> takes.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> LabelUnits => Label;
}
