using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Compression;

/// <summary>
/// The copies that unpacking consists of: short ones, where a call of a block copy costs more than the copy.
/// </summary>
internal static class WordCopy
{
    private const int WordSizeBytes = 8;

    /// <summary>What most repetitions fit in, copied without looking at its length.</summary>
    private const int ShortSizeBytes = 3 * WordSizeBytes;
    private const int LongSizeBytes = 4 * WordSizeBytes;

    /// <summary>
    /// Repeats <paramref name="length"/> bytes that were written <paramref name="distance"/> bytes ago; the repetition
    /// may repeat itself. All of it lies within <paramref name="output"/>; some bytes behind it may be written too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Repeat(Span<byte> output, int at, int distance, int length)
    {
        if (distance < WordSizeBytes || length > ShortSizeBytes || !HasShort(output, at))
        {
            RepeatAny(output, at, distance, length);
            return;
        }

        CopyShort(output.Slice(at, ShortSizeBytes), output.Slice(at - distance, ShortSizeBytes), length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RepeatAny(Span<byte> output, int at, int distance, int length)
    {
        int end = at + length;
        if (end > output.Length - LongSizeBytes)
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
        for (; at < end; at += LongSizeBytes)
        {
            Span<byte> target = output.Slice(at, LongSizeBytes);
            Span<byte> source = output.Slice(at - distance, LongSizeBytes);
            CopyWord(target, 0, source, 0);
            CopyWord(target, WordSizeBytes, source, WordSizeBytes);
            CopyWord(target, 2 * WordSizeBytes, source, 2 * WordSizeBytes);
            CopyWord(target, 3 * WordSizeBytes, source, 3 * WordSizeBytes);
        }
    }

    /// <summary>
    /// Copies the first bytes of <paramref name="source"/>. Both ranges lie within their spans; some bytes behind the
    /// copy may be written too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ReadOnlySpan<byte> source, int length, Span<byte> output, int at)
    {
        if (length > ShortSizeBytes || source.Length < ShortSizeBytes || !HasShort(output, at))
        {
            CopyAny(source, length, output, at);
            return;
        }

        CopyShort(output.Slice(at, ShortSizeBytes), source[..ShortSizeBytes], length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyAny(ReadOnlySpan<byte> source, int length, Span<byte> output, int at) =>
        source[..length].CopyTo(output[at..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyShort(Span<byte> target, ReadOnlySpan<byte> source, int length)
    {
        CopyWord(target, 0, source, 0);
        if (length > WordSizeBytes)
        {
            CopyWord(target, WordSizeBytes, source, WordSizeBytes);
            CopyWord(target, 2 * WordSizeBytes, source, 2 * WordSizeBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWord(Span<byte> output, int at, ReadOnlySpan<byte> source, int from) =>
        MemoryMarshal.Cast<byte, ulong>(output.Slice(at, WordSizeBytes))[0] = Load(source, from);

    /// <summary>Asked in the words of <c>Slice</c>, so that it is not asked twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasShort(ReadOnlySpan<byte> bytes, int at) =>
        (ulong)(uint)at + ShortSizeBytes <= (uint)bytes.Length;

    /// <summary>The word that begins at a byte. Inner loops are made of it, and a call would cost more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ReadOnlySpan<byte> source, int at) =>
        MemoryMarshal.Cast<byte, ulong>(source.Slice(at, WordSizeBytes))[0];
}
