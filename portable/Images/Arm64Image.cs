using System;
using System.Buffers.Binary;
using Keelson.Paging;

namespace Keelson.Images;

/// <summary>What is wrong with a kernel Image.</summary>
public enum Arm64ImageError
{
    None,

    /// <summary>Shorter than the 64-byte header.</summary>
    Truncated,

    /// <summary>No "ARM\x64" at offset 0x38.</summary>
    BadMagic,

    /// <summary>The kernel proper is packed, by itself or in an EFI program that unpacks it (zboot).</summary>
    Compressed,

    /// <summary>A PE image whose Machine is not ARM64.</summary>
    OtherArchitecture,
    BigEndian,

    /// <summary>The header's image_size is zero: how much memory it needs is not known.</summary>
    NoImageSize,

    /// <summary>The Image has a section table, and by that the file should be longer.</summary>
    FileTooShort,
}

/// <summary>
/// The header of an arm64 kernel Image (Linux, Documentation/arch/arm64/booting.rst, "Call the kernel image"): 64
/// bytes, little-endian, in front of the code, which is entered at its first byte.
/// </summary>
public readonly struct Arm64Image
{
    public const int HeaderSizeBytes = 64;

    /// <summary>"ARM\x64".</summary>
    public const uint Magic = 0x644d_5241;
    public const int TextOffsetOffset = 8;
    public const int ImageSizeOffset = 16;
    public const int FlagsOffset = 24;
    public const int MagicOffset = 56;

    /// <summary>Where a PE header lies in an Image that also is one.</summary>
    public const int PeHeaderOffset = 60;

    private Arm64Image(ulong textOffset, ulong imageSizeBytes, ulong flags)
    {
        TextOffset = textOffset;
        ImageSizeBytes = imageSizeBytes;
        Flags = flags;
    }

    /// <summary>Distance of the image from a 2 MB aligned base.</summary>
    public ulong TextOffset { get; }

    /// <summary>
    /// Memory the kernel needs from its start on, its BSS included, and what its file has behind it: padding, a
    /// signature, a device tree.
    /// </summary>
    public ulong ImageSizeBytes { get; init; }
    public ulong Flags { get; }

    /// <summary>
    /// The granule that the kernel was built for; 4 KB where it does not say, as before Linux 4.4.
    /// </summary>
    public Granule Granule => Granule.FromImageHeader((int)(Flags >> 1) & 3);

    /// <summary>Page size in KB.</summary>
    public int PageSizeKilobytes => (int)(Granule.PageSize >> 10);

    /// <summary>Bit 3: the 2 MB aligned base may be anywhere in physical memory.</summary>
    public bool MayBeAnywhere => (Flags & 8) != 0;

    /// <param name="file">All of it.</param>
    /// <param name="image">What the header says.</param>
    public static Arm64ImageError TryParse(ReadOnlySpan<byte> file, out Arm64Image image)
    {
        Arm64ImageError error = TryParseHeader(file, (ulong)file.Length, out image);
        return error == Arm64ImageError.None ? CheckLength(file) : error;
    }

    /// <param name="file">Its beginning: the header at least, and some more tells better what a file is that is no
    /// Image.</param>
    /// <param name="fileSizeBytes">Of all of it.</param>
    /// <param name="image">What the header says.</param>
    public static Arm64ImageError TryParseHeader(ReadOnlySpan<byte> file, ulong fileSizeBytes, out Arm64Image image)
    {
        image = default;
        if (file.Length < HeaderSizeBytes)
        {
            return Arm64ImageError.Truncated;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(file[MagicOffset..]) != Magic)
        {
            return ForeignImage.Recognize(file);
        }

        ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(file[FlagsOffset..]);
        if ((flags & 1) != 0)
        {
            return Arm64ImageError.BigEndian;
        }

        ulong imageSize = BinaryPrimitives.ReadUInt64LittleEndian(file[ImageSizeOffset..]);
        // Zero marks kernels before 3.17, which are placed by other rules.
        if (imageSize == 0)
        {
            return Arm64ImageError.NoImageSize;
        }

        image = new Arm64Image(
            BinaryPrimitives.ReadUInt64LittleEndian(file[TextOffsetOffset..]),
            Math.Max(imageSize, fileSizeBytes),
            flags
        );
        return Arm64ImageError.None;
    }

    /// <summary>Whether the file is as long as its own section table says, if it has one.</summary>
    public static Arm64ImageError CheckLength(ReadOnlySpan<byte> file) =>
        EndOfSections(file) > (ulong)file.Length ? Arm64ImageError.FileTooShort : Arm64ImageError.None;

    /// <summary>
    /// Where the last section with contents ends in an Image that has a PE header too; 0 without one. The header proper
    /// cannot tell a file that was cut, and the cut may fall into the PE header. What somebody added behind
    /// <c>image_size</c> (<c>.sbat</c>) is no part of the kernel, and lies elsewhere in the file.
    /// </summary>
    private static ulong EndOfSections(ReadOnlySpan<byte> file)
    {
        uint peHeader = BinaryPrimitives.ReadUInt32LittleEndian(file[PeHeaderOffset..]);
        if (peHeader < HeaderSizeBytes)
        {
            return 0;
        }

        if ((ulong)peHeader + sizeof(uint) > (ulong)file.Length)
        {
            return ulong.MaxValue;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(file[(int)peHeader..]) != PeImage.Signature)
        {
            return 0;
        }

        if (!PeImage.TryCreate(file, peHeader, out PeImage sections))
        {
            return ulong.MaxValue;
        }

        SectionName threadStatics = new(".tls"u8);
        ulong imageSize = BinaryPrimitives.ReadUInt64LittleEndian(file[ImageSizeOffset..]);
        ulong end = 0;
        for (int i = 0; i < sections.SectionCount; i++)
        {
            PeSection section = sections[i];
            uint size = Math.Min(section.FileSizeBytes, section.VirtualSizeBytes);
            if (
                size != 0
                && section.VirtualOffset < imageSize
                && !section.IsDiscardable
                && !section.IsNamed(threadStatics)
            )
            {
                end = Math.Max(end, section.VirtualOffset + (ulong)size);
            }
        }
        return end;
    }
}

public static class Arm64ImageErrorText
{
    public static ReadOnlySpan<byte> Text(this Arm64ImageError error) =>
        error switch
        {
            Arm64ImageError.None => "valid"u8,
            Arm64ImageError.Truncated => "truncated: shorter than the 64-byte header"u8,
            Arm64ImageError.BadMagic => "no \"ARM\\x64\" at offset 0x38: not an uncompressed arm64 Image"u8,
            Arm64ImageError.Compressed => "compressed kernel: unpack it first, or use stub-full.efi, boot.efi"u8,
            Arm64ImageError.OtherArchitecture => "not for arm64"u8,
            Arm64ImageError.BigEndian => "big-endian"u8,
            Arm64ImageError.FileTooShort => "truncated: sections reach past its end"u8,
            _ => "image_size is 0"u8,
        };
}
