using System.Numerics;

namespace System.Collections.Generic;

/// <summary>
/// The sort of .NET, step by step: which of two equal values comes first is seen by a program, and is to be the same. A
/// quick sort by the median of three, in parts of up to 16 an insertion sort, and where the parts do not get smaller
/// a heap sort (D. Musser, Introspective Sorting and Selection Algorithms, 1997).
/// </summary>
internal static class IntrospectiveSort
{
    /// <summary>Up to here an insertion sort is faster.</summary>
    private const int SmallPart = 16;

    public static void Sort<T, TComparer>(Span<T> span, TComparer comparer)
        where TComparer : IComparer<T>
    {
        if (span.Length > 1)
        {
            Sort(span, comparer, 2 * (BitOperations.Log2((uint)span.Length) + 1));
        }
    }

    private static void Sort<T, TComparer>(Span<T> part, TComparer comparer, int depth)
        where TComparer : IComparer<T>
    {
        while (part.Length > SmallPart)
        {
            if (depth-- == 0)
            {
                HeapSort(part, comparer);
                return;
            }

            int pivot = Partition(part, comparer);
            Sort(part[(pivot + 1)..], comparer, depth);
            part = part[..pivot];
        }

        switch (part.Length)
        {
            case < 2:
                return;
            case 2:
                Order(part, comparer, 0, 1);
                return;
            case 3:
                Order(part, comparer, 0, 1);
                Order(part, comparer, 0, 2);
                Order(part, comparer, 1, 2);
                return;
            default:
                InsertionSort(part, comparer);
                return;
        }
    }

    private static void Order<T, TComparer>(Span<T> part, TComparer comparer, int low, int high)
        where TComparer : IComparer<T>
    {
        if (comparer.Compare(part[low], part[high]) > 0)
        {
            Exchange(part, low, high);
        }
    }

    private static void Exchange<T>(Span<T> part, int left, int right) =>
        (part[left], part[right]) = (part[right], part[left]);

    /// <returns>Where the pivot is in the end: nothing before it is greater, nothing behind it less.</returns>
    private static int Partition<T, TComparer>(Span<T> part, TComparer comparer)
        where TComparer : IComparer<T>
    {
        int last = part.Length - 1;
        int middle = last >> 1;
        Order(part, comparer, 0, middle);
        Order(part, comparer, 0, last);
        Order(part, comparer, middle, last);
        T pivot = part[middle];
        Exchange(part, middle, last - 1);
        int left = 0;
        int right = last - 1;
        while (left < right)
        {
            // A comparison that contradicts itself must not lead out of the part.
            while (left < last - 1 && comparer.Compare(part[++left], pivot) < 0) { }

            while (right > 0 && comparer.Compare(pivot, part[--right]) < 0) { }

            if (left >= right)
            {
                break;
            }

            Exchange(part, left, right);
        }

        if (left != last - 1)
        {
            Exchange(part, left, last - 1);
        }

        return left;
    }

    private static void InsertionSort<T, TComparer>(Span<T> part, TComparer comparer)
        where TComparer : IComparer<T>
    {
        for (int i = 1; i < part.Length; i++)
        {
            T value = part[i];
            int place = i;
            for (; place > 0 && comparer.Compare(value, part[place - 1]) < 0; place--)
            {
                part[place] = part[place - 1];
            }

            part[place] = value;
        }
    }

    private static void HeapSort<T, TComparer>(Span<T> part, TComparer comparer)
        where TComparer : IComparer<T>
    {
        for (int root = part.Length / 2; root > 0; root--)
        {
            SiftDown(part, comparer, root);
        }

        for (int count = part.Length; count > 1; count--)
        {
            Exchange(part, 0, count - 1);
            SiftDown(part[..(count - 1)], comparer, 1);
        }
    }

    /// <summary>Restores the heap below a place, from 1, the only one where it may be broken.</summary>
    private static void SiftDown<T, TComparer>(Span<T> heap, TComparer comparer, int place)
        where TComparer : IComparer<T>
    {
        T value = heap[place - 1];
        while (place <= heap.Length / 2)
        {
            int child = 2 * place;
            if (child < heap.Length && comparer.Compare(heap[child - 1], heap[child]) < 0)
            {
                child++;
            }

            if (comparer.Compare(value, heap[child - 1]) >= 0)
            {
                break;
            }

            heap[place - 1] = heap[child - 1];
            place = child;
        }

        heap[place - 1] = value;
    }
}

/// <summary>What <see cref="Comparer{T}.Default"/> says, by a type that the compiler knows.</summary>
internal readonly struct DefaultOrder<T> : IComparer<T>
{
    public int Compare(T? left, T? right) => Comparer<T>.Default.Compare(left, right);
}

/// <summary>What a comparison says.</summary>
internal readonly struct ComparisonOrder<T>(Comparison<T> comparison) : IComparer<T>
{
    private readonly Comparison<T> _comparison = comparison;

    public int Compare(T? left, T? right) => _comparison(left!, right!);
}
