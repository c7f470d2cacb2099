using System;
using System.Runtime.InteropServices;

namespace Keelson.Compression;

/// <summary>
/// Unpacks memory to memory: what is written is the window as well, so no content needs more than
/// <see cref="ScratchSizeBytes"/> beside it.
/// </summary>
public static class Decompressor
{
    /// <summary>For any method, with some to spare.</summary>
    public const int ScratchSizeBytes = 0x2_4000;

    /// <param name="method">Of the packed data.</param>
    /// <param name="packed">Exactly the packed data; zeros may follow, as padding does.</param>
    /// <param name="destination">
    /// Takes the content. Up to 32 bytes behind the content may be written too, within this span.
    /// </param>
    /// <param name="scratch">Of <see cref="ScratchSizeBytes"/>, with any contents.</param>
    /// <param name="writtenBytes">
    /// Of content. With <see cref="CompressionError.DestinationFull"/> the destination's length: its beginning is
    /// complete, and nothing has been checked.
    /// </param>
    public static CompressionError Unpack<TDecompressors>(
        CompressionMethod method,
        ReadOnlySpan<byte> packed,
        Span<byte> destination,
        Span<byte> scratch,
        out int writtenBytes
    )
        where TDecompressors : struct, IDecompressors
    {
        writtenBytes = 0;
        if (scratch.Length < ScratchSizeBytes)
        {
            return CompressionError.ScratchTooSmall;
        }

        return TDecompressors.Unpack(method, packed, destination, scratch, out writtenBytes);
    }

    /// <summary>The next <paramref name="count"/> elements of the scratch memory.</summary>
    internal static Span<T> Take<T>(scoped ref Span<byte> scratch, int count)
        where T : unmanaged
    {
        Span<T> taken = MemoryMarshal.Cast<byte, T>(scratch)[..count];
        scratch = scratch[MemoryMarshal.AsBytes(taken).Length..];
        return taken;
    }

    /// <summary>What may follow the packed data.</summary>
    internal static CompressionError CheckPadding(ReadOnlySpan<byte> rest)
    {
        foreach (byte value in rest)
        {
            if (value != 0)
            {
                return CompressionError.TrailingBytes;
            }
        }
        return CompressionError.None;
    }
}
