using System;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == a static with an initialiser that calls a method
static class StaticOfMethod
{
    static int s_sum = Sum(100_000);

    static int Sum(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += i & 3;
        }
        return sum;
    }

    public static void Run() => EfiApplication.WriteLine($"{s_sum}");
}

// == a static constructor with an effect on another class
static class StaticConstructor
{
    static class Counter
    {
        public static int Count;
    }

    static class Counted
    {
        public static int Value;

        static Counted()
        {
            Value = 42;
            Counter.Count++;
        }
    }

    public static void Run()
    {
        EfiApplication.WriteLine($"{Counter.Count}");
        EfiApplication.WriteLine($"{Counted.Value} {Counter.Count}");
        EfiApplication.WriteLine($"{Counted.Value} {Counter.Count}");
    }
}

// == statics that depend on each other
static class StaticOfStatic
{
    static class First
    {
        public static int Value = Second.Value + Hidden.Int(1);
    }

    static class Second
    {
        public static int Value = Hidden.Int(11);
    }

    public static void Run() => EfiApplication.WriteLine($"{First.Value}");
}

// == an inline array in a static, its elements by reference in a loop
static class StaticInlineArray
{
    [InlineArray(14)]
    struct Numbers
    {
        ulong _first;
    }

    static Numbers s_numbers;
    static ulong s_sum;
    static ulong s_last;
    static bool s_isDone;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Double(ref ulong number) => number *= 2;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void DoubleAll()
    {
        for (int i = 0; i <= 13; i++)
        {
            if (s_numbers[i] != 0)
            {
                Double(ref s_numbers[i]);
            }
        }
        Double(ref s_sum);
        Double(ref s_last);
        s_isDone = true;
    }

    public static void Run()
    {
        for (int i = 0; i < 14; i += 3)
        {
            s_numbers[i] = (ulong)Hidden.Int(i + 1);
            s_last = s_numbers[i];
            s_sum += s_last;
        }
        DoubleAll();
        EfiApplication.WriteLine($"{s_numbers[0]} {s_numbers[1]} {s_numbers[12]} {s_sum} {s_last} {s_isDone}");
    }
}

// == statics in a circle: who is asked first sees the other's zero
static class StaticCircle
{
    static class Left
    {
        public static int Value = Right.Value + Hidden.Int(1);
    }

    static class Right
    {
        public static int Value = Left.Value + Hidden.Int(10);
    }

    public static void Run() => EfiApplication.WriteLine($"{Left.Value} {Right.Value}");
}

// == statics of a generic type, one for each type argument
static class StaticOfGeneric
{
    static class Of<T>
    {
        public static int Size = Unsafe.SizeOf<T>();
        public static int Count;
    }

    public static void Run()
    {
        Of<int>.Count++;
        Of<long>.Count += 2;
        EfiApplication.WriteLine($"{Of<byte>.Size} {Of<long>.Size} {Of<int>.Count} {Of<long>.Count}");
    }
}

// == a static readonly structure
static class StaticStructure
{
    struct Point
    {
        public int X,
            Y;
    }

    static readonly Point s_point = new() { X = Hidden.Int(3), Y = 4 };

    public static void Run() => EfiApplication.WriteLine($"{s_point.X + s_point.Y}");
}

// == static readonly arrays of values, written and computed
static class StaticArray
{
    static readonly int[] s_written = [1, 2, 3];
    static readonly int[] s_computed = Squares();

    static int[] Squares()
    {
        int[] squares = new int[64];
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = i * i;
        }
        return squares;
    }

    public static void Run()
    {
        s_written[Hidden.Int(0)] = 9;
        int sum = 0;
        foreach (int value in s_written)
        {
            sum += value;
        }
        EfiApplication.WriteLine($"{sum} {s_computed[Hidden.Int(7)]} {s_computed.Length}");
    }
}

// == a static readonly array of strings
static class StaticStrings
{
    static readonly string[] s_names = ["one", "three", "five"];

    public static void Run()
    {
        foreach (string name in s_names)
        {
            EfiApplication.WriteLine($"{name} {name.Length}");
        }
        EfiApplication.WriteLine(s_names[Hidden.Int(1)]);
    }
}

// == a function pointer in a static
static class StaticPointer
{
    // SAFETY: it points to a method of this program.
    static unsafe delegate* <int, int> s_next = &Next;

    static int Next(int value) => value + 1;

    // SAFETY: as above.
    public static unsafe void Run() => EfiApplication.WriteLine($"{s_next(Hidden.Int(3))}");
}

// == a static readonly object, and a change to its fields
static class StaticObject
{
    class Counter
    {
        public int Value = 3;
    }

    static readonly Counter s_counter = new();

    public static void Run()
    {
        s_counter.Value += Hidden.Int(4);
        EfiApplication.WriteLine($"{s_counter.Value}");
    }
}

// == a property with the field keyword
static class FieldKeyword
{
    static int Value
    {
        get => field;
        set => field = value + 1;
    }

    public static void Run()
    {
        Value = Hidden.Int(4);
        EfiApplication.WriteLine($"{Value}");
    }
}

// == a static from floating point
static class StaticDouble
{
    static double s_value = 3.0 * Hidden.Double(2) * 7;

    public static void Run() => EfiApplication.WriteLine($"{(int)s_value}");
}
