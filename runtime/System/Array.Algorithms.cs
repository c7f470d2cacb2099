using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;

namespace System;

/// <summary>What is done with whole arrays, by the spans over them.</summary>
public abstract partial class Array
{
    [NeedsOrder]
    public static void Sort<T>(T[] array) => Whole(array).Sort();

    [NeedsOrder]
    public static void Sort<T>(T[] array, int index, int length) => Whole(array).Slice(index, length).Sort();

    public static void Sort<T>(T[] array, Comparison<T> comparison) => Whole(array).Sort(comparison);

    public static void Reverse<T>(T[] array) => Whole(array).Reverse();

    public static void Reverse<T>(T[] array, int index, int length) => Whole(array).Slice(index, length).Reverse();

    public static void Fill<T>(T[] array, T value) => Whole(array).Fill(value);

    public static void Fill<T>(T[] array, T value, int startIndex, int count) =>
        Whole(array).Slice(startIndex, count).Fill(value);

    public static void Clear<T>(T[] array) => Whole(array).Clear();

    public static void Clear<T>(T[] array, int index, int length) => Whole(array).Slice(index, length).Clear();

    public static void Copy<T>(T[] sourceArray, T[] destinationArray, int length) =>
        Copy(sourceArray, 0, destinationArray, 0, length);

    /// <summary>As if through a buffer: the two may be one.</summary>
    public static void Copy<T>(
        T[] sourceArray,
        int sourceIndex,
        T[] destinationArray,
        int destinationIndex,
        int length
    ) => Whole(sourceArray).Slice(sourceIndex, length).CopyTo(Whole(destinationArray).Slice(destinationIndex, length));

    /// <summary>Another array with the same beginning, where the length is not what it should be.</summary>
    [NeedsHeap]
    public static void Resize<T>([NotNull] ref T[]? array, int newSize)
    {
        if (array is null)
        {
            array = new T[newSize];
        }
        else if (array.Length != newSize)
        {
            Span<T> kept = Whole(array).Slice(0, Math.Min(array.Length, newSize));
            array = new T[newSize];
            kept.CopyTo(array);
        }
    }

    /// <returns>The first place of <paramref name="value"/>, or -1.</returns>
    public static int IndexOf<T>(T[] array, T value)
    {
        int i = 0;
        while (i < array.Length && !EqualityComparer<T>.Default.Equals(array[i], value))
        {
            i++;
        }
        return i < array.Length ? i : -1;
    }

    /// <returns>The last place of <paramref name="value"/>, or -1.</returns>
    public static int LastIndexOf<T>(T[] array, T value)
    {
        int i = array.Length - 1;
        while (i >= 0 && !EqualityComparer<T>.Default.Equals(array[i], value))
        {
            i--;
        }
        return i;
    }

    /// <returns>A place of <paramref name="value"/>, or the complement of where it would be.</returns>
    public static int BinarySearch<T>(T[] array, T value)
        where T : IComparable<T> => Whole(array).BinarySearch(value);

    public static bool Exists<T>(T[] array, Predicate<T> match) => FindIndex(array, match) >= 0;

    /// <returns>The first element that matches, or the default of its type.</returns>
    public static T? Find<T>(T[] array, Predicate<T> match)
    {
        int found = FindIndex(array, match);
        return found < 0 ? default : array[found];
    }

    /// <returns>The place of the first element that matches, or -1.</returns>
    public static int FindIndex<T>(T[] array, Predicate<T> match)
    {
        for (int i = 0; i < array.Length; i++)
        {
            if (match(array[i]))
            {
                return i;
            }
        }
        return -1;
    }

    public static bool TrueForAll<T>(T[] array, Predicate<T> match)
    {
        for (int i = 0; i < array.Length; i++)
        {
            if (!match(array[i]))
            {
                return false;
            }
        }
        return true;
    }

    public static void ForEach<T>(T[] array, Action<T> action)
    {
        for (int i = 0; i < array.Length; i++)
        {
            action(array[i]);
        }
    }

    [NeedsHeap]
    public static TOutput[] ConvertAll<TInput, TOutput>(TInput[] array, Converter<TInput, TOutput> converter)
    {
        TOutput[] converted = new TOutput[array.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = converter(array[i]);
        }
        return converted;
    }

    /// <summary>An array there is none of ends the program, as it does in .NET.</summary>
    private static Span<T> Whole<T>(T[] array) => new Span<T>(array).Slice(0, array.Length);
}
