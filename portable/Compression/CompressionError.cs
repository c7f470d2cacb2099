using System;

namespace Keelson.Compression;

/// <summary>Why a stream cannot be unpacked, or which of its checks failed.</summary>
public enum CompressionError
{
    None,

    /// <summary>Neither gzip nor Zstandard.</summary>
    UnsupportedMethod,
    Truncated,

    /// <summary>The content is larger than the room for it: as much of it as fits is there.</summary>
    DestinationFull,

    /// <summary>Something but zeros behind the last member or frame.</summary>
    TrailingBytes,

    /// <summary>RFC 1952, 2.3; RFC 8878, 3.1.1: a magic number, a reserved bit, or the header's own checksum.</summary>
    BadHeader,

    /// <summary>RFC 8878, 3.1.1.1.3: made with a dictionary that is not at hand.</summary>
    NeedsDictionary,

    /// <summary>RFC 1951, 3.2.3; RFC 8878, 3.1.1.2: a reserved block type or an impossible size.</summary>
    BadBlock,

    /// <summary>RFC 1951, 3.2.7; RFC 8878, 4.2.1: code lengths that make no prefix code.</summary>
    BadCodeLengths,

    /// <summary>RFC 1951, 3.2.5: bits that are no code.</summary>
    BadCode,

    /// <summary>RFC 8878, 3.1.1.3.1: the literals of a block.</summary>
    BadLiterals,

    /// <summary>RFC 8878, 4.1.1: a distribution that does not add up.</summary>
    BadDistribution,

    /// <summary>RFC 8878, 3.1.1.3.2: the sequences of a block.</summary>
    BadSequences,

    /// <summary>A repetition of what lies in front of the content's beginning.</summary>
    BadDistance,

    /// <summary>CRC-32 (RFC 1952, 2.3.1) or XXH64 (RFC 8878, 3.1.1) of the content.</summary>
    WrongChecksum,

    /// <summary>RFC 1952, 2.3.1 (ISIZE); RFC 8878, 3.1.1.1.4.</summary>
    WrongSize,
    ScratchTooSmall,
}

public static class CompressionErrorText
{
    public static ReadOnlySpan<byte> Text(this CompressionError error) =>
        error switch
        {
            CompressionError.None => "valid"u8,
            CompressionError.UnsupportedMethod => "this method is not supported here"u8,
            CompressionError.Truncated => "truncated: the data end too early"u8,
            CompressionError.DestinationFull => "unpacks to more than its image_size"u8,
            CompressionError.TrailingBytes => "other data after the compressed data"u8,
            CompressionError.BadHeader => "invalid gzip or zstd header"u8,
            CompressionError.NeedsDictionary => "compressed with a dictionary"u8,
            CompressionError.BadBlock => "corrupt: invalid block"u8,
            CompressionError.BadCodeLengths => "corrupt: invalid code lengths"u8,
            CompressionError.BadCode => "corrupt: invalid code"u8,
            CompressionError.BadLiterals => "corrupt: invalid literals"u8,
            CompressionError.BadDistribution => "corrupt: invalid FSE distribution"u8,
            CompressionError.BadSequences => "corrupt: invalid sequences"u8,
            CompressionError.BadDistance => "corrupt: match before the content"u8,
            CompressionError.WrongChecksum => "corrupt: checksum mismatch"u8,
            CompressionError.WrongSize => "corrupt: size mismatch"u8,
            _ => "no memory to unpack it"u8,
        };
}
