using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.Images;

/// <summary>
/// The section table of a PE32+ image (PE Format, "Section Table"). Works on the loaded image as on the file: the
/// headers are the same in both.
/// </summary>
public readonly ref struct PeImage
{
    /// <summary>"PE\0\0".</summary>
    public const uint Signature = 0x0000_4550;
    private const int CoffHeaderSizeBytes = 20;
    private const int TimeStampOffset = 8;

    private readonly ReadOnlySpan<byte> _sectionTable;
    private readonly uint _timeStamp;

    private PeImage(ReadOnlySpan<byte> sectionTable, int sectionCount, uint timeStamp)
    {
        _sectionTable = sectionTable;
        _timeStamp = timeStamp;
        SectionCount = sectionCount;
    }

    public int SectionCount { get; }

    /// <param name="headers">The image from its first byte, at least as far as the section table reaches.</param>
    /// <param name="peHeaderOffset">Where "PE\0\0" lies; the four bytes at 0x3c say so.</param>
    public static bool TryCreate(ReadOnlySpan<byte> headers, uint peHeaderOffset, out PeImage image)
    {
        image = default;
        if (peHeaderOffset > (uint)headers.Length || headers.Length - (int)peHeaderOffset < 4 + CoffHeaderSizeBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> pe = headers[(int)peHeaderOffset..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(pe) != Signature)
        {
            return false;
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(pe[6..]);
        int optionalHeaderSize = BinaryPrimitives.ReadUInt16LittleEndian(pe[20..]);
        int table = 4 + CoffHeaderSizeBytes + optionalHeaderSize;
        if (pe.Length - table < count * PeSection.SizeBytes)
        {
            return false;
        }

        image = new PeImage(
            pe.Slice(table, count * PeSection.SizeBytes),
            count,
            BinaryPrimitives.ReadUInt32LittleEndian(pe[TimeStampOffset..])
        );
        return true;
    }

    /// <param name="headers">The image from its first byte: "MZ", and the place of the PE header at 0x3c.</param>
    public static bool TryCreate(ReadOnlySpan<byte> headers, out PeImage image)
    {
        image = default;
        return headers.Length >= Arm64Image.HeaderSizeBytes
            && headers[0] == 'M'
            && headers[1] == 'Z'
            && TryCreate(
                headers,
                BinaryPrimitives.ReadUInt32LittleEndian(headers[Arm64Image.PeHeaderOffset..]),
                out image
            );
    }

    /// <summary>
    /// Whether two images were linked as one: by their sections, and by the time stamp, in which a linker that writes
    /// no time puts a hash of all that it wrote. A signature makes no other.
    /// </summary>
    public static bool AreOfOneBuild(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> others) =>
        TryCreate(headers, out PeImage image)
        && TryCreate(others, out PeImage other)
        && image._timeStamp == other._timeStamp
        && image._sectionTable.SequenceEqual(other._sectionTable);

    public PeSection this[int index] => new(_sectionTable.Slice(index * PeSection.SizeBytes, PeSection.SizeBytes));

    /// <param name="name">Up to eight bytes, without padding.</param>
    /// <param name="section">Whose contents are still to be found.</param>
    public bool TryFind(ReadOnlySpan<byte> name, out PeSection section)
    {
        SectionName wanted = new(name);
        for (int i = 0; i < SectionCount; i++)
        {
            section = this[i];
            if (section.IsNamed(wanted))
            {
                return true;
            }
        }
        section = default;
        return false;
    }
}

/// <summary><c>IMAGE_SECTION_HEADER</c>, 40 bytes.</summary>
public readonly ref struct PeSection
{
    public const int SizeBytes = 40;

    private readonly ReadOnlySpan<byte> _header;

    internal PeSection(ReadOnlySpan<byte> header) => _header = header;

    public ReadOnlySpan<byte> Name
    {
        get
        {
            int length = _header[..8].IndexOf((byte)0);
            return _header[..(length < 0 ? 8 : length)];
        }
    }

    /// <summary>Whether <see cref="Name"/> is that one.</summary>
    public bool IsNamed(SectionName name) => name.IsOf(_header);

    /// <summary>Bytes in memory.</summary>
    public uint VirtualSizeBytes
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => BinaryPrimitives.ReadUInt32LittleEndian(_header[8..]);
    }

    /// <summary>Offset in memory from the start of the image.</summary>
    public uint VirtualOffset
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => BinaryPrimitives.ReadUInt32LittleEndian(_header[12..]);
    }

    /// <summary>Bytes that the file has of it; the rest is zero.</summary>
    public uint FileSizeBytes => BinaryPrimitives.ReadUInt32LittleEndian(_header[16..]);

    /// <summary>Where those are in the file.</summary>
    public uint FileOffset => BinaryPrimitives.ReadUInt32LittleEndian(_header[20..]);

    /// <summary>Of use to a loader only; a flat image leaves it out.</summary>
    public bool IsDiscardable => (Characteristics & 0x0200_0000) != 0;
    public bool IsExecutable => (Characteristics & 0x2000_0000) != 0;
    public bool IsWritable => (Characteristics & 0x8000_0000) != 0;
    private uint Characteristics => BinaryPrimitives.ReadUInt32LittleEndian(_header[36..]);
}
