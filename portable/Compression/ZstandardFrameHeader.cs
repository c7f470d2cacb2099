using System;

namespace Keelson.Compression;

/// <summary>What stands in front of a frame's blocks (RFC 8878, 3.1.1.1), the magic number included.</summary>
internal readonly struct ZstandardFrameHeader
{
    private const int MagicSizeBytes = 4;

    public int SizeBytes { get; private init; }
    public ulong WindowSizeBytes { get; private init; }
    public ulong ContentSizeBytes { get; private init; }
    public bool HasContentSize { get; private init; }
    public bool HasChecksum { get; private init; }

    /// <param name="frame">Begins with the magic number, which is right.</param>
    /// <param name="header">What it says.</param>
    public static CompressionError TryRead(ReadOnlySpan<byte> frame, out ZstandardFrameHeader header)
    {
        header = default;
        int descriptor = frame[MagicSizeBytes];
        bool isSingleSegment = (descriptor & 0x20) != 0;
        if ((descriptor & 8) != 0)
        {
            return CompressionError.BadHeader;
        }

        int windowAt = MagicSizeBytes + 1;
        int dictionaryAt = windowAt + (isSingleSegment ? 0 : 1);
        int dictionarySize = (1 << (descriptor & 3)) >> 1;
        int contentAt = dictionaryAt + dictionarySize;
        int contentSize = (descriptor >> 6) switch
        {
            0 => isSingleSegment ? 1 : 0,
            1 => 2,
            2 => 4,
            _ => 8,
        };
        if (contentAt + contentSize > frame.Length)
        {
            return CompressionError.Truncated;
        }

        if (Number(frame.Slice(dictionaryAt, dictionarySize)) != 0)
        {
            return CompressionError.NeedsDictionary;
        }

        // Two bytes begin where one ends.
        ulong content = Number(frame.Slice(contentAt, contentSize)) + (contentSize == 2 ? 256u : 0);
        ulong window = content;
        if (!isSingleSegment)
        {
            int exponent = frame[windowAt] >> 3;
            window = (1ul << (10 + exponent)) + ((1ul << (7 + exponent)) * (ulong)(frame[windowAt] & 7));
        }
        header = new()
        {
            SizeBytes = contentAt + contentSize,
            WindowSizeBytes = window,
            ContentSizeBytes = content,
            HasContentSize = contentSize != 0,
            HasChecksum = (descriptor & 4) != 0,
        };
        return CompressionError.None;
    }

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = value << 8 | bytes[i];
        }

        return value;
    }
}
