using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_FILE_INFO</c> (UEFI 2.10, 13.5.16), with room for the longest name that FAT has (255 code units and a zero).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct EfiFileInfo
{
    /// <summary><c>EFI_FILE_INFO_ID</c>.</summary>
    public static EfiGuid Guid => new(0x09576e92, 0x6d3f, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 592;
    private const int NameOffset = 80;

    /// <summary>The zero behind a name included.</summary>
    public const int MaximumNameUnits = 256;
    public const ulong DirectoryAttribute = 0x10;

    [InlineArray(512)]
    public struct FileName
    {
        private byte _first;
    }

    public ulong InfoSizeBytes;
    public ulong FileSizeBytes;
    public ulong PhysicalSizeBytes;
    public EfiTime Created;
    public EfiTime LastAccess;
    public EfiTime Modified;

    /// <summary><c>EFI_FILE_*</c>.</summary>
    public ulong Attributes;
    public FileName Name;

    /// <param name="name">Shorter than <see cref="MaximumNameUnits"/>.</param>
    public void SetName(ReadOnlySpan<char> name)
    {
        Name = default;
        MemoryMarshal.AsBytes(name).CopyTo(Name);
        InfoSizeBytes = (ulong)(NameOffset + (name.Length + 1) * sizeof(char));
    }

    /// <inheritdoc cref="Attributes"/>
    public FileAttributes FileAttributes
    {
        readonly get => (FileAttributes)Attributes;
        set => Attributes = (ulong)value;
    }

    public readonly bool IsDirectory => (Attributes & DirectoryAttribute) != 0;

    /// <summary>The name in UTF-16, ended by a zero: what <c>Utf8.FromUtf16</c> takes.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> NameUnits => Name;
}
