using System;
using Keelson.Efi;

namespace Keelson.Cases.Heap;

// == arrays of every kind of element, empty and large
static class Arrays
{
    struct Pair
    {
        public int A;
        public object? B;
    }

    public static void Run()
    {
        byte[] bytes = new byte[Hidden.Int(7)];
        bytes[6] = 9;
        long[] longs = [1, 2, Hidden.Int(3)];
        string?[] texts = new string?[Hidden.Int(2)];
        texts[1] = "x";
        Pair[] pairs = new Pair[Hidden.Int(2)];
        pairs[1] = new Pair { A = 4, B = texts[1] };
        Pair copy = pairs[1];
        int[][] rows = [new int[2], new int[Hidden.Int(3)]];
        rows[1][2] = 5;
        int[] none = new int[Hidden.Int(0)];
        int[] large = new int[Hidden.Int(600_000)];
        large[^1] = 1;
        EfiApplication.WriteLine($"{bytes[6]} {bytes[5]} {longs[2]} {texts[0] is null} {texts[1]} {copy.A}");
        EfiApplication.WriteLine($"{ReferenceEquals(copy.B, texts[1])} {rows[1][2]} {none.Length} {large[^1]}");
        EfiApplication.WriteLine($"{longs[1..].Length} {longs[1..][0]} {large[599_998]}");
    }
}

// == Array: Sort, Reverse, Fill, Clear, Copy, Resize, IndexOf, BinarySearch, Find and its kin
static class ArrayAlgorithms
{
    public static void Run()
    {
        int[] numbers = [5, 3, 9, Hidden.Int(1), 7];
        Array.Sort(numbers);
        Write(numbers);
        EfiApplication.WriteLine(
            $"{Array.IndexOf(numbers, 9)} {Array.IndexOf(numbers, 4)} {Array.LastIndexOf(numbers, 1)} "
                + $"{Array.BinarySearch(numbers, 7)} {Array.BinarySearch(numbers, 4)}"
        );
        Array.Sort(numbers, (left, right) => right.CompareTo(left));
        Write(numbers);
        Array.Reverse(numbers, 1, 3);
        Write(numbers);
        Array.Copy(numbers, 0, numbers, 1, 4);
        Write(numbers);
        int[]? grown = numbers;
        Array.Resize(ref grown, 7);
        Write(grown);
        Array.Resize(ref grown, 2);
        Write(grown);
        int[]? fresh = null;
        Array.Resize(ref fresh, 1);
        Write(fresh);
        Array.Fill(numbers, 4);
        Array.Fill(numbers, 6, 1, 2);
        Array.Clear(numbers, 4, 1);
        Write(numbers);
        Array.Sort(numbers, 1, 4);
        Write(numbers);
        EfiApplication.WriteLine(
            $"{Array.Exists(numbers, n => n == 6)} {Array.Find(numbers, n => n > 4)} {Array.Find(numbers, n => n > 9)} "
                + $"{Array.FindIndex(numbers, n => n == 6)} {Array.TrueForAll(numbers, n => n > 0)}"
        );
        int sum = 0;
        Array.ForEach(numbers, n => sum += n);
        EfiApplication.WriteLine($"{sum} {Array.ConvertAll(numbers, n => "n" + n)[1]}");
        string[] names = ["c", "a", "b"];
        Array.Sort(names, string.CompareOrdinal);
        Array.Reverse(names);
        EfiApplication.WriteLine($"{names[0]} {names[2]} {Array.IndexOf(names, "a")}");
        Array.Clear(names);
        EfiApplication.WriteLine($"{names[1] is null} {Array.Find(names, name => name is not null) is null}");
    }

    private static void Write(int[] numbers)
    {
        string text = "";
        foreach (int number in numbers)
        {
            text += number + " ";
        }
        EfiApplication.WriteLine(text);
    }
}
