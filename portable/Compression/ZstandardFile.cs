using System;
using System.Buffers.Binary;

namespace Keelson.Compression;

/// <summary>A Zstandard file (RFC 8878, 3): frames, one behind the other.</summary>
internal static class ZstandardFile
{
    private const uint FrameMagic = 0xfd2f_b528;

    /// <summary>3.1.2: skippable frames, of any of 16 numbers.</summary>
    private const uint SkippableMagic = 0x184d_2a50;
    private const int BlockHeaderSizeBytes = 3;

    private enum BlockType
    {
        Raw,
        Repeated,
        Compressed,
        Reserved,
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
            if (packed.Length - position < 8)
            {
                return CompressionError.Truncated;
            }

            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(packed[position..]);
            CompressionError error = CompressionError.BadHeader;
            if (magic == FrameMagic)
            {
                error = UnpackFrame(packed, ref position, destination, ref writtenBytes, scratch);
            }
            else if ((magic & ~15u) == SkippableMagic)
            {
                uint size = BinaryPrimitives.ReadUInt32LittleEndian(packed[(position + 4)..]);
                position += 8;
                error = size <= (uint)(packed.Length - position) ? CompressionError.None : CompressionError.Truncated;
                position += error == CompressionError.None ? (int)size : 0;
            }

            if (error != CompressionError.None)
            {
                return error;
            }
        } while (position < packed.Length && packed[position] != 0);
        return Decompressor.CheckPadding(packed[position..]);
    }

    /// <summary>3.1.1.</summary>
    private static CompressionError UnpackFrame(
        ReadOnlySpan<byte> packed,
        ref int position,
        Span<byte> destination,
        ref int writtenBytes,
        Span<byte> scratch
    )
    {
        CompressionError error = ZstandardFrameHeader.TryRead(packed[position..], out ZstandardFrameHeader header);
        if (error != CompressionError.None)
        {
            return error;
        }

        position += header.SizeBytes;
        int start = writtenBytes;
        ZstandardBlocks blocks = new(destination, start, scratch);
        int maximum = (int)Math.Min(header.WindowSizeBytes, ZstandardBlocks.MaximumSizeBytes);
        bool isLast = false;
        while (!isLast)
        {
            // 3.1.1.2.
            if (packed.Length - position < BlockHeaderSizeBytes)
            {
                return CompressionError.Truncated;
            }

            int block = BinaryPrimitives.ReadUInt16LittleEndian(packed[position..]) | packed[position + 2] << 16;
            position += BlockHeaderSizeBytes;
            isLast = (block & 1) != 0;
            BlockType type = (BlockType)(block >> 1 & 3);
            int size = block >> 3;
            if (type == BlockType.Reserved || size > maximum)
            {
                return CompressionError.BadBlock;
            }

            int packedSize = type == BlockType.Repeated ? 1 : size;
            if (packedSize > packed.Length - position)
            {
                return CompressionError.Truncated;
            }

            error = type switch
            {
                BlockType.Raw => blocks.Append(packed.Slice(position, size)),
                BlockType.Repeated => blocks.AppendRepeated(packed[position], size),
                // The block's bit streams are read in words that begin before them: the headers lie there.
                _ => blocks.Unpack(
                    packed.Slice(position - BackwardBits.LeadSizeBytes, size + BackwardBits.LeadSizeBytes),
                    maximum
                ),
            };
            writtenBytes = blocks.At;
            position += packedSize;
            if (error != CompressionError.None)
            {
                return error;
            }
        }
        ReadOnlySpan<byte> content = destination[start..writtenBytes];
        if (header.HasContentSize && header.ContentSizeBytes != (ulong)content.Length)
        {
            return CompressionError.WrongSize;
        }

        if (!header.HasChecksum)
        {
            return CompressionError.None;
        }

        if (packed.Length - position < sizeof(uint))
        {
            return CompressionError.Truncated;
        }

        position += sizeof(uint);
        return
            BinaryPrimitives.ReadUInt32LittleEndian(packed[(position - sizeof(uint))..]) == (uint)XxHash64.Of(content)
            ? CompressionError.None
            : CompressionError.WrongChecksum;
    }
}
