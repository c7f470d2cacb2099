using System;
using System.Buffers.Binary;

namespace Keelson.Compression;

/// <summary>How a kernel may be packed (Linux, scripts/Makefile.lib).</summary>
public enum CompressionMethod
{
    None,

    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 8878.</summary>
    Zstandard,

    /// <summary>Known by name only, as all that follow.</summary>
    Lz4,
    Xz,
    Lzma,
    Lzo,
    Bzip2,

    /// <summary>A name that says nothing to us.</summary>
    Other,
}

public static class CompressionMethods
{
    private const int MagicSizeBytes = 4;

    /// <summary>By the first bytes of each format.</summary>
    public static CompressionMethod Recognize(ReadOnlySpan<byte> file)
    {
        if (file.Length < MagicSizeBytes)
        {
            return CompressionMethod.None;
        }

        uint first = BinaryPrimitives.ReadUInt32LittleEndian(file);
        if ((ushort)first == 0x8b1f)
        {
            return CompressionMethod.Gzip;
        }

        if ((first & 0xff_ffff) == 0x68_5a42)
        {
            return CompressionMethod.Bzip2;
        }

        return first switch
        {
            // And the frames that hold no data, with which files of pzstd begin.
            0xfd2f_b528 or >= 0x184d_2a50 and <= 0x184d_2a5f => CompressionMethod.Zstandard,
            // The legacy frame, which is the kernel's, and today's.
            0x184c_2102 or 0x184d_2204 => CompressionMethod.Lz4,
            0x587a_37fd => CompressionMethod.Xz,
            0x4f5a_4c89 => CompressionMethod.Lzo,
            // Properties of lc=3, lp=0, pb=2 in front of a dictionary of whole MB, which is all that xz writes.
            _ => (first & 0xff_ffff) == 0x5d ? CompressionMethod.Lzma : CompressionMethod.None,
        };
    }

    /// <summary>
    /// By COMP_TYPE in the header of an EFI zboot image (Linux, drivers/firmware/efi/libstub/Makefile.zboot).
    /// </summary>
    public static CompressionMethod Parse(ReadOnlySpan<byte> name)
    {
        for (CompressionMethod method = CompressionMethod.Gzip; method < CompressionMethod.Other; method++)
        {
            // "zstd22" and "xzkern" before 6.14: the name of the make rule, which says how it was packed.
            if (name.StartsWith(method.Name()))
            {
                return method;
            }
        }
        return CompressionMethod.Other;
    }

    public static ReadOnlySpan<byte> Name(this CompressionMethod method) =>
        method switch
        {
            CompressionMethod.None => "none"u8,
            CompressionMethod.Gzip => "gzip"u8,
            CompressionMethod.Zstandard => "zstd"u8,
            CompressionMethod.Lz4 => "lz4"u8,
            CompressionMethod.Xz => "xz"u8,
            CompressionMethod.Lzma => "lzma"u8,
            CompressionMethod.Lzo => "lzo"u8,
            CompressionMethod.Bzip2 => "bzip2"u8,
            _ => "unknown method"u8,
        };
}
