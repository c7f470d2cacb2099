using System.Collections.Generic;

namespace System;

/// <summary>Comparison and search in spans of any values that can be told apart.</summary>
public static partial class MemoryExtensions
{
    public static bool SequenceEqual<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        if (span.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], other[i]))
            {
                return false;
            }
        }
        return true;
    }

    public static bool SequenceEqual<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).SequenceEqual(other);

    public static int SequenceCompareTo<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>?
    {
        for (int i = 0; i < span.Length && i < other.Length; i++)
        {
            int order = Comparer<T>.Default.Compare(span[i], other[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return span.Length.CompareTo(other.Length);
    }

    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => span.Length >= value.Length && span.Slice(0, value.Length).SequenceEqual(value);

    public static bool StartsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).StartsWith(value);

    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? =>
        span.Length >= value.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    public static bool EndsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).EndsWith(value);

    /// <returns>The first place of <paramref name="value"/>, or -1.</returns>
    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value))
            {
                return i;
            }
        }
        return -1;
    }

    public static int IndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).IndexOf(value);

    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
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

    /// <returns>The last place of <paramref name="value"/>, or -1.</returns>
    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (AreEqual(span[i], value))
            {
                return i;
            }
        }
        return -1;
    }

    public static int LastIndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).LastIndexOf(value);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T first, T second)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], first) || AreEqual(span[i], second))
            {
                return i;
            }
        }
        return -1;
    }

    public static int IndexOfAny<T>(this Span<T> span, T first, T second)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).IndexOfAny(first, second);

    public static bool Contains<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => span.IndexOf(value) >= 0;

    public static bool Contains<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => ((ReadOnlySpan<T>)span).IndexOf(value) >= 0;

    /// <returns>A place of <paramref name="value"/> in what is sorted, or the complement of where it would
    /// be.</returns>
    public static int BinarySearch<T>(this ReadOnlySpan<T> span, T value)
        where T : IComparable<T>
    {
        int low = 0;
        int high = span.Length - 1;
        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            int order = span[middle].CompareTo(value);
            if (order == 0)
            {
                return middle;
            }
            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return ~low;
    }

    public static int BinarySearch<T>(this Span<T> span, T value)
        where T : IComparable<T> => ((ReadOnlySpan<T>)span).BinarySearch(value);

    private static bool AreEqual<T>(T left, T right)
        where T : IEquatable<T>? => left is null ? right is null : left.Equals(right);
}
