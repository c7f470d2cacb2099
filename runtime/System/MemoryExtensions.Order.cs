using System.Collections.Generic;

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

    /// <summary>
    /// By <see cref="Comparer{T}.Default"/>; equal values may change places, as in .NET. A heap sort: no recursion, and
    /// n log n steps whatever the order was.
    /// </summary>
    public static void Sort<T>(this Span<T> span)
    {
        for (int root = span.Length / 2 - 1; root >= 0; root--)
        {
            SiftDown(span, root);
        }
        for (int last = span.Length - 1; last > 0; last--)
        {
            (span[0], span[last]) = (span[last], span[0]);
            SiftDown(span.Slice(0, last), 0);
        }
    }

    /// <summary>Restores the heap below a place, the only one where it may be broken.</summary>
    private static void SiftDown<T>(Span<T> heap, int place)
    {
        while (true)
        {
            int child = 2 * place + 1;
            if (child >= heap.Length)
            {
                return;
            }
            if (child + 1 < heap.Length && Comparer<T>.Default.Compare(heap[child], heap[child + 1]) < 0)
            {
                child++;
            }
            if (Comparer<T>.Default.Compare(heap[place], heap[child]) >= 0)
            {
                return;
            }
            (heap[place], heap[child]) = (heap[child], heap[place]);
            place = child;
        }
    }
}
