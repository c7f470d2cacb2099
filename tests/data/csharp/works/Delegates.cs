using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == lambdas that capture nothing, and static methods as delegates: as arguments, returned, in statics and arrays
static class PlainLambdas
{
    delegate int Operation(int left, int right);

    delegate void Change<T>(ref T value);

    static readonly Func<int, int> s_twice = x => x * 2;
    static readonly Operation[] s_operations = [(a, b) => a + b, (a, b) => a * b, Subtract];
    static Action s_action = () => EfiApplication.WriteLine("action");

    static int Subtract(int left, int right) => left - right;

    static int Negate(int value) => -value;

    static int Fold(ReadOnlySpan<int> values, int seed, Func<int, int, int> next)
    {
        foreach (int value in values)
        {
            seed = next(seed, value);
        }

        return seed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Func<int, int> Pick(int number) =>
        number switch
        {
            0 => x => x + 1,
            1 => x => x * x,
            _ => Negate,
        };

    public static void Run()
    {
        EfiApplication.WriteLine($"{Fold([1, 2, 3], 0, (a, b) => a + b)} {Fold([9, 4], 100, Subtract)} {s_twice(21)}");
        s_action();
        foreach (Operation operation in s_operations)
        {
            EfiApplication.WriteLine($"{operation(7, Hidden.Int(3))}");
        }

        Change<int> increment = (ref int value) => value++;
        int number = Hidden.Int(5);
        increment(ref number);
        EfiApplication.WriteLine($"{number} {Pick(number - 6)(5)} {Pick(1)(5)} {Pick(2)(5)} {Pick(0) == Pick(1)}");
        Action<string> log = EfiApplication.WriteLine;
        log("by a method of the library");
        Action? none = null;
        none?.Invoke();
        s_action = () => EfiApplication.WriteLine("changed");
        s_action?.Invoke();
        var sum = (int left, long right = 3) => left + right;
        EfiApplication.WriteLine($"{sum(1)} {Math.Max(1, ((Func<int>)(() => 12))())}");
    }
}

// == lambdas in generic classes and methods, and in a structure's method
static class GenericLambdas
{
    struct Value(int number)
    {
        public readonly int Use(Func<int, int> function) => function(number);

        public readonly int Twice() => Use(x => x * 2);
    }

    static class Sizes<T>
        where T : struct
    {
        public static int Of(T value) => Apply(value, x => Unsafe.SizeOf<T>());

        static int Apply(T value, Func<T, int> function) => function(value);
    }

    static int Count<T>(ReadOnlySpan<T> values, Predicate<T> predicate)
    {
        int count = 0;
        foreach (T value in values)
        {
            count += predicate(value) ? 1 : 0;
        }

        return count;
    }

    static int CountDefaults<T>(ReadOnlySpan<T> values)
        where T : IEquatable<T> => Count(values, static value => value.Equals(default!));

    static TResult Map<T, TResult>(T value, Func<T, TResult> function) => function(value);

    public static void Run()
    {
        EfiApplication.WriteLine($"{Sizes<long>.Of(1)} {Sizes<byte>.Of(1)} {new Value(Hidden.Int(4)).Twice()}");
        EfiApplication.WriteLine($"{CountDefaults<int>([0, 1, 0])} {CountDefaults<long>([0, 1])}");
        EfiApplication.WriteLine($"{Count<char>("hello", c => c is 'l')} {Map("abc", text => text.Length)}");
    }
}

// == Sort by a comparison or a comparer: equal values come out in .NET's order
static class SortTies
{
    struct Row : IComparable<Row>
    {
        public int Key;
        public int Number;

        public readonly int CompareTo(Row other) => Key.CompareTo(other.Key);
    }

    struct ByKey : IComparer<Row>
    {
        public readonly int Compare(Row left, Row right) => left.Key - right.Key;
    }

    static uint Sum(ReadOnlySpan<Row> rows)
    {
        uint sum = 17;
        foreach (Row row in rows)
        {
            sum = sum * 31 + (uint)row.Number;
        }

        return sum;
    }

    static void Show(int count, int keys)
    {
        Span<Row> first = stackalloc Row[count];
        Span<Row> second = stackalloc Row[count];
        Span<Row> third = stackalloc Row[count];
        uint random = 12345;
        for (int i = 0; i < count; i++)
        {
            random = random * 1664525 + 1013904223;
            first[i] = second[i] = third[i] = new() { Key = (int)(random >> 16) % keys, Number = i };
        }

        first.Sort((left, right) => left.Key.CompareTo(right.Key));
        second.Sort(default(ByKey));
        third.Sort();
        EfiApplication.WriteLine($"{count} {keys}: {Sum(first):x} {Sum(second):x} {Sum(third):x}");
    }

    public static void Run()
    {
        foreach (int count in (ReadOnlySpan<int>)[0, 1, 2, 3, 5, 16, 17, 33, 100, 400])
        {
            Show(count, Hidden.Int(4));
            Show(count, 1000);
        }

        // Up and down again: pivots are bad ones, and a heap sort takes over.
        Span<int> organ = stackalloc int[300];
        for (int i = 0; i < organ.Length; i++)
        {
            organ[i] = i < 150 ? i * 2 : (300 - i) * 2 - 1;
        }

        organ.Sort((left, right) => right - left);
        EfiApplication.WriteLine($"{organ[0]} {organ[150]} {organ[^1]}");
    }
}

// == new T() of a structure, with a constructor of its own and without
static class NewOfParameter
{
    struct WithConstructor
    {
        public int Value = 5;

        public WithConstructor() => Value += Hidden.Int(2);
    }

    struct Plain
    {
        public int Value { get; init; }
        public string? Text { get; init; }
    }

    struct Pool<T>
        where T : struct
    {
        public T Value;

        public void Reset() => Value = new T();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T Make<T>()
        where T : new() => new();

    public static void Run()
    {
        Pool<WithConstructor> pool = default;
        EfiApplication.WriteLine($"{pool.Value.Value}");
        pool.Reset();
        EfiApplication.WriteLine($"{pool.Value.Value} {Make<WithConstructor>().Value} {Make<Plain>().Value}");
        EfiApplication.WriteLine($"{Make<Plain>().Text is null} {Make<int>()} {Make<long?>() is null}");
    }
}

// == the caller's line, member and argument
static class CallerInformation
{
    static void Check(
        bool condition,
        [CallerArgumentExpression(nameof(condition))] string text = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string member = ""
    ) => EfiApplication.WriteLine($"{condition} {text} {line > 0} {member}");

    public static void Run() => Check(Hidden.Zero < 1);
}
