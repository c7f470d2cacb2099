using System;
using System.Buffers.Binary;
using Keelson.Uefi;

namespace Keelson.Compression;

/// <summary>A gzip file (RFC 1952): members, one behind the other.</summary>
internal static class GzipFile
{
    private const int HeaderSizeBytes = 10;
    private const int TrailerSizeBytes = 8;
    private const byte Deflate = 8;

    [Flags]
    private enum Flags : byte
    {
        HeaderCrc = 1 << 1,
        Extra = 1 << 2,
        Name = 1 << 3,
        Comment = 1 << 4,
        Reserved = 0xe0,
    }

    public static CompressionError Unpack(
        ReadOnlySpan<byte> packed,
        Span<byte> destination,
        Span<byte> scratch,
        out int writtenBytes
    )
    {
        writtenBytes = 0;
        int position = 0;
        do
        {
            CompressionError error = SkipHeader(packed, ref position);
            if (error != CompressionError.None)
            {
                return error;
            }

            DeflateStream stream = new(packed, position, destination, writtenBytes, scratch);
            error = stream.Unpack();
            ReadOnlySpan<byte> content = destination[writtenBytes..stream.At];
            writtenBytes = stream.At;
            position = stream.Position;
            if (error != CompressionError.None)
            {
                return error;
            }

            if (position > packed.Length - TrailerSizeBytes)
            {
                return CompressionError.Truncated;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(packed[position..]) != Crc32.Of(content))
            {
                return CompressionError.WrongChecksum;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(packed[(position + 4)..]) != (uint)content.Length)
            {
                return CompressionError.WrongSize;
            }

            position += TrailerSizeBytes;
        } while (IsMember(packed[position..]));
        return CompressionError.None;
    }

    /// <summary>
    /// What follows a member and is none is not gzip's, as to gzip itself: padding, a signature, a device tree. One
    /// byte of the identification is enough, so that a damaged member is not passed over.
    /// </summary>
    private static bool IsMember(ReadOnlySpan<byte> rest) =>
        rest.Length > 0 && (rest[0] == 0x1f || rest.Length > 1 && rest[1] == 0x8b);

    /// <summary>2.3: what is optional in it is of no interest, but for its checksum.</summary>
    private static CompressionError SkipHeader(ReadOnlySpan<byte> packed, ref int position)
    {
        int start = position;
        if (packed.Length - start < HeaderSizeBytes)
        {
            return CompressionError.Truncated;
        }

        Flags flags = (Flags)packed[start + 3];
        if (
            BinaryPrimitives.ReadUInt16LittleEndian(packed[start..]) != 0x8b1f
            || packed[start + 2] != Deflate
            || (flags & Flags.Reserved) != 0
        )
        {
            return CompressionError.BadHeader;
        }

        position += HeaderSizeBytes;
        if ((flags & Flags.Extra) != 0)
        {
            if (packed.Length - position < 2)
            {
                return CompressionError.Truncated;
            }

            position += 2 + BinaryPrimitives.ReadUInt16LittleEndian(packed[position..]);
        }

        if (
            (flags & Flags.Name) != 0 && !TrySkipText(packed, ref position)
            || (flags & Flags.Comment) != 0 && !TrySkipText(packed, ref position)
            || position > packed.Length
        )
        {
            return CompressionError.Truncated;
        }

        if ((flags & Flags.HeaderCrc) == 0)
        {
            return CompressionError.None;
        }

        if (packed.Length - position < 2)
        {
            return CompressionError.Truncated;
        }

        ushort expected = BinaryPrimitives.ReadUInt16LittleEndian(packed[position..]);
        position += 2;
        return expected == (ushort)Crc32.Of(packed[start..(position - 2)])
            ? CompressionError.None
            : CompressionError.BadHeader;
    }

    private static bool TrySkipText(ReadOnlySpan<byte> packed, ref int position)
    {
        int length = position < packed.Length ? packed[position..].IndexOf((byte)0) : -1;
        position += length + 1;
        return length >= 0;
    }
}
