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
                return i;
        }
        return -1;
    }

    public static int IndexOf(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        for (int i = 0; i + value.Length <= span.Length; i++)
        {
            if (span.Slice(i, value.Length).SequenceEqual(value))
                return i;
        }
        return -1;
    }

    public static bool Contains(this ReadOnlySpan<byte> span, byte value) => span.IndexOf(value) >= 0;
}
