using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Compression;

/// <summary>
/// The copies that unpacking consists of: short ones, where a call of a block copy costs more than the copy.
/// </summary>
internal static class WordCopy
{
    private const int WordSizeBytes = 8;

    /// <summary>From where on a block copy pays.</summary>
    private const int LongSizeBytes = 64;

    /// <summary>
    /// Repeats <paramref name="length"/> bytes that were written <paramref name="distance"/> bytes ago; the repetition
    /// may repeat itself. All of it lies within <paramref name="output"/>.
    /// </summary>
    public static void Repeat(Span<byte> output, int at, int distance, int length)
    {
        int end = at + length;
        if (end > output.Length - WordSizeBytes)
        {
            for (; at < end; at++)
            {
                output[at] = output[at - distance];
            }

            return;
        }

        // A short pattern doubles until it fills a word.
        for (; distance < WordSizeBytes; distance *= 2)
        {
            for (int stop = Math.Min(end, at + distance); at < stop; at++)
            {
                output[at] = output[at - distance];
            }
        }
        if (length >= LongSizeBytes && distance >= length)
        {
            output.Slice(at - distance, end - at).CopyTo(output[at..]);
            return;
        }

        for (; at < end; at += WordSizeBytes)
        {
            CopyWord(output, at, output, at - distance);
        }
    }

    /// <summary>Both ranges lie within their spans.</summary>
    public static void Copy(ReadOnlySpan<byte> source, int from, Span<byte> output, int at, int length)
    {
        if (
            length >= LongSizeBytes
            || from > source.Length - length - WordSizeBytes
            || at > output.Length - length - WordSizeBytes
        )
        {
            source.Slice(from, length).CopyTo(output[at..]);
            return;
        }

        for (int end = at + length; at < end; at += WordSizeBytes, from += WordSizeBytes)
        {
            CopyWord(output, at, source, from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWord(Span<byte> output, int at, ReadOnlySpan<byte> source, int from) =>
        BinaryPrimitives.WriteUInt64LittleEndian(output.Slice(at, WordSizeBytes), Load(source, from));

    /// <summary>The word that begins at a byte. Inner loops are made of it, and a call would cost more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ReadOnlySpan<byte> source, int at) =>
        MemoryMarshal.Cast<byte, ulong>(source.Slice(at, WordSizeBytes))[0];
}
