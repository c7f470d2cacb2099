namespace System;

/// <summary>Spans of characters as text.</summary>
public static partial class MemoryExtensions
{
    public static bool Equals(this ReadOnlySpan<char> span, ReadOnlySpan<char> other, StringComparison comparison)
    {
        RequireOrdinal(comparison);
        return span.SequenceEqual(other);
    }

    public static bool StartsWith(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison)
    {
        RequireOrdinal(comparison);
        return span.StartsWith(value);
    }

    public static bool EndsWith(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison)
    {
        RequireOrdinal(comparison);
        return span.EndsWith(value);
    }

    public static int IndexOf(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison)
    {
        RequireOrdinal(comparison);
        return span.IndexOf(value);
    }

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span) => span.TrimStart().TrimEnd();

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span, char trimChar) =>
        span.TrimStart(trimChar).TrimEnd(trimChar);

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span, char trimChar)
    {
        int start = 0;
        while (start < span.Length && span[start] == trimChar)
        {
            start++;
        }

        return span[start..];
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span, char trimChar)
    {
        int end = span.Length;
        while (end > 0 && span[end - 1] == trimChar)
        {
            end--;
        }

        return span[..end];
    }

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span)
    {
        int start = 0;
        while (start < span.Length && char.IsWhiteSpace(span[start]))
        {
            start++;
        }
        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span)
    {
        int end = span.Length;
        while (end > 0 && char.IsWhiteSpace(span[end - 1]))
        {
            end--;
        }
        return span.Slice(0, end);
    }

    private static void RequireOrdinal(StringComparison comparison)
    {
        if (comparison != StringComparison.Ordinal)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentException();
        }
    }
}
