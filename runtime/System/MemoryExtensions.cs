using System.Runtime.CompilerServices;

namespace System;

public static partial class MemoryExtensions
{
    public static bool SequenceEqual(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> other)
    {
        return span.Length == other.Length
            && SpanHelpers.SequenceEqual(ref span._reference, ref other._reference, (nuint)(uint)span.Length);
    }

    public static bool SequenceEqual(this Span<byte> span, ReadOnlySpan<byte> other) =>
        ((ReadOnlySpan<byte>)span).SequenceEqual(other);

    // One call at each use is less code than what it would be there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool StartsWith(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value) =>
        span.Length >= value.Length && span.Slice(0, value.Length).SequenceEqual(value);

    // One call at each use is less code than what it would be there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool EndsWith(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value) =>
        span.Length >= value.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    /// <returns>The first place of <paramref name="value"/>, or -1.</returns>
    public static int IndexOf(this ReadOnlySpan<byte> span, byte value) =>
        SpanHelpers.IndexOf(ref span._reference, value, span.Length);

    public static int IndexOf(this Span<byte> span, byte value) => ((ReadOnlySpan<byte>)span).IndexOf(value);

    /// <returns>The last place of <paramref name="value"/>, or -1.</returns>
    public static int LastIndexOf(this ReadOnlySpan<byte> span, byte value)
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (span[i] == value)
            {
                return i;
            }
        }
        return -1;
    }

    public static int IndexOf(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        for (int i = 0; i + value.Length <= span.Length; i++)
        {
            if (span.Slice(i, value.Length).SequenceEqual(value))
            {
                return i;
            }
        }
        return -1;
    }

    /// <param name="span">Of one piece of memory.</param>
    /// <param name="other">Perhaps of the same.</param>
    /// <param name="elementOffset">Of the first element of <paramref name="other"/> from that of
    /// <paramref name="span"/>.</param>
    public static bool Overlaps(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> other, out int elementOffset)
    {
        // SAFETY: addresses are compared, and nothing is read; there is no collector to move either.
        unsafe
        {
            long offset = (byte*)Unsafe.AsPointer(ref other._reference) - (byte*)Unsafe.AsPointer(ref span._reference);
            bool overlaps = span.Length != 0 && other.Length != 0 && offset > -other.Length && offset < span.Length;
            elementOffset = overlaps ? (int)offset : 0;
            return overlaps;
        }
    }

    public static bool Contains(this ReadOnlySpan<byte> span, byte value) => span.IndexOf(value) >= 0;
}
