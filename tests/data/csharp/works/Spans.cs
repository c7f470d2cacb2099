using System;
using Keelson.Efi;

namespace Keelson.Cases;

// == collection expressions, ranges, list patterns
static class SpanExpressions
{
    public static void Run()
    {
        Span<int> span = [Hidden.Int(1), 2, 3, 4];
        ReadOnlySpan<int> middle = span[1..^1];
        EfiApplication.WriteLine(
            $"{middle.Length} {middle[^1]} {span is [1, .., 4]} {middle is [2, 3]} {span is [_, > 5, ..]}"
        );
    }
}

// == foreach by reference, Fill, Clear, CopyTo
static class SpanBlocks
{
    public static void Run()
    {
        Span<int> span = stackalloc int[4];
        span.Fill(Hidden.Int(3));
        foreach (ref int value in span)
        {
            value++;
        }
        Span<int> copy = stackalloc int[6];
        span.CopyTo(copy[1..]);
        span.Clear();
        EfiApplication.WriteLine($"{copy[0]} {copy[1]} {copy[4]} {copy[5]} {span[3]} {span.TryCopyTo(copy[..2])}");
    }
}

// == copies that overlap either way, and fills, shorter and longer than a turn of their loops
static class LongBlocks
{
    static uint Check(ReadOnlySpan<byte> bytes, uint sum)
    {
        foreach (byte one in bytes)
        {
            sum = sum * 31 + one;
        }
        return sum;
    }

    public static void Run()
    {
        Span<byte> bytes = stackalloc byte[4000];
        ReadOnlySpan<int> lengths = [1, 63, 64, 65, 1023, 1024, 1088, Hidden.Int(2500)];
        ReadOnlySpan<int> distances = [-600, -64, -1, 1, 63, 70, 900];
        uint sum = 0;
        foreach (int length in lengths)
        {
            foreach (int distance in distances)
            {
                for (int i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = (byte)(i * 7 ^ i >> 8);
                }
                bytes.Slice(600, length).CopyTo(bytes.Slice(600 + distance, length));
                sum = Check(bytes, sum);
                bytes.Slice(700, length).Fill((byte)distance);
                sum = Check(bytes, sum);
                bytes.Slice(800, length).Clear();
                sum = Check(bytes, sum);
            }
        }
        EfiApplication.WriteLine($"{sum}");
    }
}

// == stackalloc is zeroed
static class ZeroedStack
{
    static int Dirty()
    {
        Span<int> span = stackalloc int[64];
        span.Fill(0x55);
        return span[Hidden.Int(3)];
    }

    static int Sum()
    {
        Span<int> span = stackalloc int[64];
        int sum = 0;
        foreach (int value in span)
        {
            sum |= value;
        }
        return sum;
    }

    public static void Run() => EfiApplication.WriteLine($"{Dirty()} {Sum()}");
}

// == Sort, Reverse, IndexOf, Contains, BinarySearch
static class SpanAlgorithms
{
    public static void Run()
    {
        Span<int> span = [5, 3, Hidden.Int(9), -2, 7, 3];
        span.Sort();
        EfiApplication.WriteLine($"{span[0]} {span[1]} {span[2]} {span[3]} {span[4]} {span[5]}");
        span.Reverse();
        EfiApplication.WriteLine($"{span[0]} {span[5]} {span.IndexOf(3)} {span.LastIndexOf(3)} {span.IndexOf(4)}");
        EfiApplication.WriteLine($"{span.Contains(7)} {span.IndexOfAny(-2, 7)} {span.SequenceEqual(span[..6])}");
        span.Reverse();
        EfiApplication.WriteLine($"{span.BinarySearch(7)} {span.BinarySearch(6)} {span.StartsWith([-2, 3])}");
    }
}

// == Sort of many, of few, of equal values
static class SpanSort
{
    public static void Run()
    {
        Span<ushort> many = stackalloc ushort[500];
        uint seed = (uint)Hidden.Int(1);
        foreach (ref ushort value in many)
        {
            seed = seed * 1664525 + 1013904223;
            value = (ushort)(seed >> 20);
        }
        many.Sort();
        bool isSorted = true;
        for (int i = 1; i < many.Length; i++)
        {
            isSorted &= many[i - 1] <= many[i];
        }
        Span<long> one = [Hidden.Int(4)];
        one.Sort();
        Span<char> word = ['d', 'a', 'c', 'a'];
        word.Sort();
        EfiApplication.WriteLine($"{isSorted} {one[0]} {(ReadOnlySpan<char>)word} {many[0]} {many[^1]}");
    }
}

// == a span of arguments (params)
static class ParamsSpan
{
    static int Count(params ReadOnlySpan<int> values) => values.Length;

    public static void Run() => EfiApplication.WriteLine($"{Count()} {Count(1)} {Count(1, Hidden.Int(2), 3)}");
}

// == spans of static data
static class StaticSpan
{
    static ReadOnlySpan<int> Table => [1, 2, 3, 5, 8];

    public static void Run() => EfiApplication.WriteLine($"{Table[Hidden.Int(4)]} {Table.Length} {Table.IndexOf(5)}");
}
