using System;

namespace Keelson.Compression;

/// <summary>The methods that a program carries the code of: gzip takes some 9 KB of it, zstd another 14.</summary>
public interface IDecompressors
{
    /// <summary>Whether there is any. Where it is a constant, the code of what is not there is left out.</summary>
    static abstract bool HasAny { get; }

    static abstract bool Has(CompressionMethod method);

    /// <inheritdoc cref="Decompressor.Unpack{TDecompressors}"/>
    static abstract CompressionError Unpack(
        CompressionMethod method,
        ReadOnlySpan<byte> packed,
        Span<byte> destination,
        Span<byte> scratch,
        out int writtenBytes
    );
}

/// <summary>Packed files are refused.</summary>
public readonly struct NoDecompressor : IDecompressors
{
    public static bool HasAny => false;

    public static bool Has(CompressionMethod method) => false;

    public static CompressionError Unpack(
        CompressionMethod method,
        ReadOnlySpan<byte> packed,
        Span<byte> destination,
        Span<byte> scratch,
        out int writtenBytes
    )
    {
        writtenBytes = 0;
        return CompressionError.UnsupportedMethod;
    }
}

/// <summary>gzip alone (RFC 1952).</summary>
public readonly struct GzipDecompressor : IDecompressors
{
    public static bool HasAny => true;

    public static bool Has(CompressionMethod method) => method == CompressionMethod.Gzip;

    public static CompressionError Unpack(
        CompressionMethod method,
        ReadOnlySpan<byte> packed,
        Span<byte> destination,
        Span<byte> scratch,
        out int writtenBytes
    )
    {
        writtenBytes = 0;
        return Has(method)
            ? GzipFile.Unpack(packed, destination, scratch, out writtenBytes)
            : CompressionError.UnsupportedMethod;
    }
}

/// <summary>gzip and Zstandard (RFC 8878).</summary>
public readonly struct AllDecompressors : IDecompressors
{
    public static bool HasAny => true;

    public static bool Has(CompressionMethod method) => method is CompressionMethod.Gzip or CompressionMethod.Zstandard;

    public static CompressionError Unpack(
        CompressionMethod method,
        ReadOnlySpan<byte> packed,
        Span<byte> destination,
        Span<byte> scratch,
        out int writtenBytes
    ) =>
        method == CompressionMethod.Zstandard
            ? ZstandardFile.Unpack(packed, destination, scratch, out writtenBytes)
            : GzipDecompressor.Unpack(method, packed, destination, scratch, out writtenBytes);
}
