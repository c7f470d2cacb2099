using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == Index and Range as values: FromEnd, StartAt, GetOffsetAndLength, compared
static class RangesMore
{
    static readonly int[] s_numbers = [1, 2, 3, 4, 5, 6];

    public static void Run()
    {
        Index last = ^1;
        Range mid = 1..^1;
        ReadOnlySpan<int> n = s_numbers;
        EfiApplication.WriteLine($"{n[last]} {n[mid].Length} {n[..2][^1]} {n[^3..][0]}");
        Range all = Range.All;
        Range end = Range.EndAt(2);
        Range start = Range.StartAt(4);
        EfiApplication.WriteLine($"{n[all].Length} {n[end].Length} {n[start].Length}");
        (int off, int len) = (1..^2).GetOffsetAndLength(10);
        EfiApplication.WriteLine($"{off} {len} {mid.Start.Value} {mid.End.IsFromEnd} {last.GetOffset(8)}");
        string s = Hidden.Text("keelson");
        ReadOnlySpan<char> sp = s;
        EfiApplication.WriteLine($"{sp[1..^1]} {s[^1]} {sp[^3..]}");
        EfiApplication.WriteLine(
            $"{last.Equals(^1)} {mid.Equals(1..^1)} {((Index)3).Equals(Index.FromStart(3))} "
                + $"{Index.FromEnd(2).IsFromEnd} {Index.Start.Value} {Index.End.IsFromEnd}"
        );
        foreach (int v in n[2..5])
        {
            EfiApplication.WriteLine($"{v}");
        }
    }
}

// == list patterns with slices, relations and guards
static class ListPatterns
{
    static string Kind(ReadOnlySpan<int> a) =>
        a switch
        {
            [] => "empty",
            [var x] when x < 0 => "one negative",
            [_] => "one",
            [1, .., 9] => "1..9",
            [var f, .. var mid, var l] when mid.Length > 2 && f == l => "same ends",
            [_, _, ..] => "two or more",
        };

    static string Word(string s) =>
        s switch
        {
            ['-', '-', ..] => "long",
            ['-', >= 'a' and <= 'z'] => "short",
            [>= '0' and <= '9', ..] => "number",
            "" => "none",
            _ => "word",
        };

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{Kind([])} {Kind([Hidden.Int(-4)])} {Kind([4])} {Kind([1, 5, 9])} {Kind([2, 0, 0, 0, 2])} "
                + $"{Kind([2, 3])}"
        );
        EfiApplication.WriteLine(
            $"{Word(Hidden.Text("--all"))} {Word(Hidden.Text("-x"))} {Word("12")} {Word(Hidden.Text(""))} "
                + $"{Word("hello")}"
        );
        ReadOnlySpan<byte> b = "GIF89a"u8;
        if (b is [(byte)'G', (byte)'I', (byte)'F', .. var rest])
        {
            EfiApplication.WriteLine($"gif {rest.Length} {rest[0]}");
        }
    }
}

// == switches on tuples; alignments, raw and verbatim texts in holes
static class TupleSwitch
{
    enum Light
    {
        Red,
        Green,
        Amber,
    }

    static Light Next(Light l, bool night, int n) =>
        (l, night, n) switch
        {
            (Light.Red, false, > 3) => Light.Green,
            (_, true, _) => Light.Amber,
            (Light.Green, _, var k) when k % 2 == 0 => Light.Amber,
            (Light.Green, _, _) => Light.Green,
            _ => Light.Red,
        };

    static string Sign(int a, int b) =>
        (Math.Sign(a), Math.Sign(b)) switch
        {
            (0, 0) => "origin",
            (0, _) or (_, 0) => "axis",
            (1, 1) => "I",
            (-1, 1) => "II",
            (-1, -1) => "III",
            (1, -1) => "IV",
            _ => throw new InvalidOperationException(),
        };

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{Next(Light.Red, false, Hidden.Int(4))} {Next(Light.Green, true, 1), 8}|"
                + $"{Next(Light.Green, false, Hidden.Int(2)), -8}|{Next(Light.Green, false, 3):d}"
        );
        EfiApplication.WriteLine(
            $"{Sign(0, 0)} {Sign(Hidden.Int(2), 0)} {Sign(-1, 3)} {Sign(-1, -3)} {Sign(1, Hidden.Int(-3)), 6}|"
        );
        EfiApplication.WriteLine(
            $"|{Hidden.Int(42), 10}|{Hidden.Int(42), -10}|{Hidden.Int(-42), 10:x8}|{3.Equals(3), 7}|{'c', 3}|"
                + $"{'c', -3}|{"text", -7}|{0xABCDul, 8:X}|"
        );
        const int Width = 6;
        EfiApplication.WriteLine(
            $"|{Hidden.Int(7), Width}|{Hidden.Int(7), -Width:d3}|{{literal}}|{Hidden.Int(1234567), 12:N0}|"
                + $"{Hidden.Int(5):b8}|"
        );
        EfiApplication.WriteLine($"""raw {Hidden.Int(3)} "quoted" """);
        EfiApplication.WriteLine($$"""{ {{Hidden.Int(3)}} }""");
        EfiApplication.WriteLine($@"c:\path\{Hidden.Int(1)}");
    }
}

// == flags of byte, ulong and int.MinValue; aliases, no zero, unknown bits, widths
static class FlagsMore
{
    [Flags]
    enum Access : byte
    {
        None = 0,
        Read = 1,
        Write = 2,
        Run = 4,
        ReadWrite = 3,
        All = 7,
    }

    [Flags]
    enum Big : ulong
    {
        A = 1UL << 63,
        B = 1,
        C = 1UL << 40,
    }

    [Flags]
    enum NoZero
    {
        X = 1,
        Y = 2,
    }

    enum Plain : sbyte
    {
        Neg = -1,
        Zero,
        One,
        AlsoOne = 1,
    }

    [Flags]
    enum Signed
    {
        Low = 1,
        High = int.MinValue,
    }

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{(Access)Hidden.Int(0)} {(Access)Hidden.Int(3)} {(Access)Hidden.Int(5)} "
                + $"{(Access)Hidden.Int(7)} {(Access)Hidden.Int(8)} {(Access)Hidden.Int(9)}"
        );
        EfiApplication.WriteLine(
            $"{Big.A | Big.B} {Big.C | (Big)2} {(NoZero)Hidden.Int(0)} {(NoZero)3} {(NoZero)Hidden.Int(4)}"
        );
        EfiApplication.WriteLine(
            $"{(Plain)Hidden.Int(-1)} {(Plain)Hidden.Int(1)} {(Plain)Hidden.Int(5)} {(Plain)Hidden.Int(-5)} "
                + $"{Signed.Low | Signed.High} {(Signed)Hidden.Int(int.MinValue)}"
        );
        Access a = Access.Read;
        a |= Access.Write;
        a &= ~Access.Read;
        a ^= Access.Run;
        EfiApplication.WriteLine($"{a} {a.HasFlag(Access.Run)} {a, 12} {a:x} {a:D} {a, -8:g}|");
    }
}

// == params spans, of generic methods and beside other overloads
static class ParamsMore
{
    static int Max(int first, params ReadOnlySpan<int> rest)
    {
        foreach (int x in rest)
        {
            first = Math.Max(first, x);
        }
        return first;
    }

    static int Count(params ReadOnlySpan<string> s) => s.Length;

    static T Last<T>(params Span<T> all) => all[^1];

    static int Over(int a) => 1;

    static int Over(params ReadOnlySpan<int> a) => 2;

    public static void Run() =>
        EfiApplication.WriteLine(
            $"{Max(1)} {Max(1, 5, Hidden.Int(3))} {Count()} {Count("a", "b")} {Last('x', 'y')} {Over(1)} "
                + $"{Over(1, 2)} {Over()}"
        );
}

// == local functions: generic, mutual, recursive, with captured variables
static class LocalGeneric
{
    public static void Run()
    {
        int calls = 0;
        T Bigger<T>(T a, T b)
            where T : IComparable<T>
        {
            calls++;
            return a.CompareTo(b) >= 0 ? a : b;
        }
        static U Map<T, U>(T t, Func<T, U> f) => f(t);
        int Fact(int n) => n <= 1 ? 1 : n * Fact(n - 1);
        bool Even(int n) => n == 0 || Odd(n - 1);
        bool Odd(int n) => n != 0 && Even(n - 1);
        void Swap<T>(ref T a, ref T b) => (a, b) = (b, a);
        int x = 3,
            y = Hidden.Int(4);
        Swap(ref x, ref y);
        EfiApplication.WriteLine(
            $"{Bigger(3, Hidden.Int(4))} {Bigger('a', 'b')} {Bigger(2.5, 1.5) == 2.5} {calls} "
                + $"{Map(4, static n => n % 3 == 1)} {Fact(Hidden.Int(6))} {Even(Hidden.Int(7))} {x}{y}"
        );
        int k = 0;
        int Next() => k++;
        int Sum()
        {
            int s = 0;
            for (int i = 0; i < 3; i++)
            {
                s += Next();
            }
            return s;
        }
        EfiApplication.WriteLine($"{Sum()} {k}");
    }
}

// == goto into cases and out of loops, continue in do, when in a switch statement
static class Gotos
{
    public static void Run()
    {
        int i = 0;
        again:
        if (i < 3)
        {
            i++;
            goto again;
        }
        switch (Hidden.Int(1))
        {
            case 1:
                EfiApplication.WriteLine($"one");
                goto case 2;
            case 2:
                EfiApplication.WriteLine($"two");
                goto default;
            default:
                EfiApplication.WriteLine($"d {i}");
                break;
        }
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                if (a * b == 2)
                {
                    EfiApplication.WriteLine($"{a},{b}");
                    goto done;
                }
            }
        }
        done:
        switch (Hidden.Text("b"))
        {
            case "a":
                break;
            case "b" when Hidden.Int(0) == 0:
                EfiApplication.WriteLine($"b!");
                goto case "a";
        }
        int n = 5;
        do
        {
            n--;
            if (n == 3)
            {
                continue;
            }
            if (n == 1)
            {
                break;
            }
        } while (true);
        EfiApplication.WriteLine($"{n}");
    }
}
