using System.Collections.Generic;
using Internal.Runtime;

namespace System;

/// <summary>Changes of order in place.</summary>
public static partial class MemoryExtensions
{
    public static void Reverse<T>(this Span<T> span)
    {
        for (int i = 0, j = span.Length - 1; i < j; i++, j--)
        {
            (span[i], span[j]) = (span[j], span[i]);
        }
    }

    /// <summary>By <see cref="Comparer{T}.Default"/>.</summary>
    [NeedsOrder]
    public static void Sort<T>(this Span<T> span) => IntrospectiveSort.Sort(span, default(DefaultOrder<T>));

    public static void Sort<T>(this Span<T> span, Comparison<T> comparison) =>
        IntrospectiveSort.Sort(span, new ComparisonOrder<T>(comparison));

    public static void Sort<T, TComparer>(this Span<T> span, TComparer comparer)
        where TComparer : IComparer<T> => IntrospectiveSort.Sort(span, comparer);
}
