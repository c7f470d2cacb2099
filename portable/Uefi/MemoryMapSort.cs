using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.Uefi;

/// <summary>
/// A memory map in ascending order: firmware need not keep one, and who looks for regions that overlap has to compare
/// each with each then.
/// </summary>
public static class MemoryMapSort
{
    /// <summary>Behind Type, which has four bytes, and as many of padding.</summary>
    private const int PhysicalStartOffset = 8;

    /// <summary>Heap sort: in place, and the worst map costs no more than any other.</summary>
    /// <param name="map">Descriptors, the firmware's own tails included.</param>
    /// <param name="strideBytes">Distance from one to the next.</param>
    public static void Sort(Span<byte> map, int strideBytes)
    {
        int count = map.Length / strideBytes;
        for (int root = count / 2 - 1; root >= 0; root--)
        {
            Sift(map, strideBytes, root, count);
        }

        for (int end = count - 1; end > 0; end--)
        {
            Swap(map, strideBytes, 0, end);
            Sift(map, strideBytes, 0, end);
        }
    }

    private static void Sift(Span<byte> map, int strideBytes, int root, int count)
    {
        while (2 * root + 1 < count)
        {
            int child = 2 * root + 1;
            if (child + 1 < count && StartOf(map, strideBytes, child) < StartOf(map, strideBytes, child + 1))
            {
                child++;
            }

            if (StartOf(map, strideBytes, root) >= StartOf(map, strideBytes, child))
            {
                return;
            }

            Swap(map, strideBytes, root, child);
            root = child;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong StartOf(Span<byte> map, int strideBytes, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(map[(index * strideBytes + PhysicalStartOffset)..]);

    private static void Swap(Span<byte> map, int strideBytes, int a, int b)
    {
        Span<byte> one = map.Slice(a * strideBytes, strideBytes),
            other = map.Slice(b * strideBytes, strideBytes);
        for (int i = 0; i < one.Length; i++)
        {
            (one[i], other[i]) = (other[i], one[i]);
        }
    }
}
