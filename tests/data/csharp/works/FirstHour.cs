using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == interfaces on structures, explicit ones and generic ones, through a type parameter
static class StructureInterfaces
{
    interface IRead<T>
    {
        T Read();
    }

    interface INamed
    {
        string Name { get; }
    }

    struct Port(int n) : IRead<int>, IRead<long>, INamed
    {
        int IRead<int>.Read() => n;

        long IRead<long>.Read() => n * 10L;

        public readonly string Name => "port";
    }

    static TValue Get<T, TValue>(T from)
        where T : struct, IRead<TValue> => from.Read();

    static string Name<T>(ref T one)
        where T : INamed => one.Name;

    public static void Run()
    {
        Port port = new(Hidden.Int(4));
        EfiApplication.WriteLine($"{Get<Port, int>(port)} {Get<Port, long>(port)} {Name(ref port)}");
    }
}

// == alignment to either side of text, values and enums
static class Alignments
{
    enum Colour
    {
        Red,
        Green = 5,
    }

    public static void Run()
    {
        int n = Hidden.Int(-42);
        string s = Hidden.Text("ab");
        EfiApplication.WriteLine($"[{n, 8}][{n, -8}][{s, 5}][{s, -5}][{s, 1}][{(Colour)Hidden.Int(5), 7}]");
        EfiApplication.WriteLine($"[{(Colour)Hidden.Int(5), -7}][{true, 6}][{'c', -3}]");
        EfiApplication.WriteLine($"[{n, 12:N0}][{n, -10:D5}][{n:X}][{n:x4}][{(byte)n:b}][{n, 3:X8}][{(short)n:x}]");
        const int Width = 6;
        EfiApplication.WriteLine($"[{1, Width}][{(long)n * 1000000, Width:N1}][{{}}][{n}{{{n}}}]");
        EfiApplication.WriteLine($"""raw {n} "quoted" \ {s}""");
        EfiApplication.WriteLine($@"verbatim \ {n} ""q""");
        EfiApplication.WriteLine($"{(n < 0 ? "minus" : "plus")}");
    }
}

// == switch expressions with guards, tuples, nested patterns, or/and/not
static class PatternMix
{
    readonly record struct Point(int X, int Y);

    static string Where(Point p) =>
        p switch
        {
            (0, 0) => "origin",
            { X: > 0, Y: > 0 and < 10 } => "near",
            { X: var x } when x == -1 => "minus",
            (not 0, 5 or 6) => "line",
            _ => "else",
        };

    static int Two(int a, bool b) =>
        (a, b) switch
        {
            (1, true) => 1,
            (_, false) => 2,
            (> 5, _) => 3,
            _ => 4,
        };

    public static void Run()
    {
        int z = Hidden.Zero;
        EfiApplication.WriteLine($"{Where(new(z, 0))} {Where(new(z + 3, 4))} {Where(new(z - 1, 50))}");
        EfiApplication.WriteLine($"{Where(new(z - 4, 5))} {Where(new(z, 99))}");
        EfiApplication.WriteLine($"{Two(z + 1, true)} {Two(z, false)} {Two(z + 6, true)} {Two(z, true)}");
        ReadOnlySpan<int> s = [1, z + 2, 3, 4];
        EfiApplication.WriteLine($"{s is [1, .. var rest] && rest.Length == 3} {s is [.., > 3]} {s is [_, 3, ..]}");
    }
}

// == slices, ranges and indices of spans, arrays and strings
static class Slicing
{
    static readonly int[] s_all = [1, 2, 3, 4, 5];

    public static void Run()
    {
        Span<int> a = s_all;
        Index last = ^1;
        Range middle = 1..^1;
        EfiApplication.WriteLine(
            $"{a[last]} {a[^2]} {a[middle].Length} {a[..2][1]} {a[3..][0]} {a[Hidden.Int(1)..Hidden.Int(3)].Length}"
        );
        (int offset, int length) = middle.GetOffsetAndLength(5);
        EfiApplication.WriteLine($"{offset} {length} {last.GetOffset(5)} {s_all[^1]} {s_all.AsSpan(1, 2)[1]}");
        EfiApplication.WriteLine($"{"hello".AsSpan()[1..3]}");
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], 0x01020304u);
        EfiApplication.WriteLine($"{bytes[2]} {bytes[5]} {MemoryMarshal.Cast<byte, ushort>(bytes)[1]}");
        EfiApplication.WriteLine($"{bytes.SequenceEqual(bytes)}");
    }
}

// == enums of flags in a hole: several, none, unknown bits, other underlying types
static class FlagTexts
{
    [Flags]
    enum F
    {
        None = 0,
        A = 1,
        B = 2,
        AB = 3,
        C = 4,
    }

    [Flags]
    enum G : ulong
    {
        Top = 1UL << 63,
        Low = 1,
    }

    enum H : sbyte
    {
        Minus = -1,
        Zero = 0,
    }

    public static void Run()
    {
        int z = Hidden.Zero;
        EfiApplication.WriteLine(
            $"{(F)z} {(F)(z + 3)} {(F)(z + 5)} {(F)(z + 7)} {(F)(z + 8)} {F.A | F.C:x} {(F)(z + 5):d}"
        );
        EfiApplication.WriteLine($"{(G)((1UL << 63) + 1 + (ulong)z)} {(H)(z - 1)} {(H)(z + 9)} {(G)(ulong)z}");
    }
}

// == static local functions; ref, out and in; goto, continue, break
static class Passing
{
    static void Swap<T>(ref T a, ref T b) => (a, b) = (b, a);

    static bool Try(int v, out int half)
    {
        half = v / 2;
        return v % 2 == 0;
    }

    static int Sum(in (int A, int B) pair) => pair.A + pair.B;

    static ref int Largest(Span<int> s)
    {
        int at = 0;
        for (int i = 1; i < s.Length; i++)
        {
            if (s[i] > s[at])
            {
                at = i;
            }
        }
        return ref s[at];
    }

    public static void Run()
    {
        static int Square(int x) => x * x;
        int a = Hidden.Int(1),
            b = 2;
        Swap(ref a, ref b);
        Span<int> s = [3, 9, 4];
        Largest(s) = 0;
        Largest(s)++;
        EfiApplication.WriteLine($"{a} {b} {Square(a)} {Try(6, out int h)} {h} {Sum((a, b))} {s[0]} {s[1]} {s[2]}");
        goto End;
        End:
        for (int i = 0; ; i++)
        {
            if (i == 2)
            {
                continue;
            }
            if (i > 3)
            {
                break;
            }
            EfiApplication.WriteLine($"i {i}");
        }
        do
        {
            a--;
        } while (a > 0);
        EfiApplication.WriteLine($"{a}");
    }
}

// == nested try/finally, return out of it, loops left through it
static class FinallyMix
{
    static int s_n;

    static int Inner(int n)
    {
        for (int i = 0; i < 5; i++)
        {
            try
            {
                if (i == n)
                {
                    return i;
                }
                if (i == 1)
                {
                    continue;
                }
                s_n += 10;
            }
            finally
            {
                s_n++;
                try
                {
                    s_n++;
                }
                finally
                {
                    s_n++;
                }
            }
        }
        return -1;
    }

    public static void Run()
    {
        int r = Inner(Hidden.Int(3));
        EfiApplication.WriteLine($"{r} {s_n}");
        s_n = 0;
        r = Inner(Hidden.Int(9));
        EfiApplication.WriteLine($"{r} {s_n}");
    }
}

// == text: comparisons, chars, trimming, splitting by hand, parsing
static class TextMix
{
    public static void Run()
    {
        string s = Hidden.Text("  key=Value  ");
        ReadOnlySpan<char> t = s.AsSpan().Trim();
        int at = t.IndexOf('=');
        EfiApplication.WriteLine(
            $"[{t[..at]}] [{t[(at + 1)..]}] {t.StartsWith("key")} {t.EndsWith("Value", StringComparison.Ordinal)}"
        );
        EfiApplication.WriteLine(
            $"{t.IndexOf("Val", StringComparison.Ordinal)} {s.IndexOf("Val", StringComparison.Ordinal)}"
        );
        EfiApplication.WriteLine($"{s.IndexOf("val", StringComparison.Ordinal)} {s.Length} {s[2]}");
        EfiApplication.WriteLine($"{int.TryParse("12", out int n)} {n} {int.TryParse("1x", out int m)}");
        EfiApplication.WriteLine($"{m} {string.Equals(s, "x")} {s.Contains('=')} {char.IsWhiteSpace(s[0])}");
        EfiApplication.WriteLine(
            $"{string.CompareOrdinal("a", "b") < 0} {"abc"[^1]} {"abc".AsSpan().SequenceEqual("abc")}"
        );
        EfiApplication.WriteLine($"{nameof(TextMix)} {"a\tb\u0041\x41\e".Length}");
    }
}
