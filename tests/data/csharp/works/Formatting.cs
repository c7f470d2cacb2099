using System;
using Keelson.Efi;

namespace Keelson.Cases;

// == char and bool in a hole
static class FormatCharBool
{
    public static void Run()
    {
        char c = (char)Hidden.Int('A');
        EfiApplication.WriteLine($"{c} {c == 'A'} {c == 'B'} [{c, 4}] [{c, -4}] [{true, 6}]");
    }
}

// == integers of every size
static class FormatIntegers
{
    public static void Run()
    {
        EfiApplication.WriteLine($"{(byte)Hidden.Int(200)} {(sbyte)Hidden.Int(-5)} {(ushort)Hidden.Int(40000)}");
        EfiApplication.WriteLine($"{(short)Hidden.Int(-5)} {int.MinValue} {uint.MaxValue} {long.MinValue}");
        EfiApplication.WriteLine($"{ulong.MaxValue} {(nint)Hidden.Int(-7)} {(nuint)Hidden.Int(7)}");
    }
}

// == formats: x, X8, d, D5, b, N0, F2, 000, and their widths
static class FormatFormats
{
    public static void Run()
    {
        uint v = (uint)Hidden.Int(10);
        long w = Hidden.Int(-1_234_567);
        EfiApplication.WriteLine($"{v:x} {v:X8} {v:x4} {v:d} {v:D5} {v:000} {v:b} {v:B8} {v:N0} {v:F2} {v:n}");
        EfiApplication.WriteLine($"{w:N0} {w:D9} {w:x} {w:F1} [{w, 12}] [{w, -12}] [{w, 14:N0}] [{v, 6:X2}]");
        EfiApplication.WriteLine($"{(sbyte)-1:x} {(short)-2:X} {-3:x8} {(byte)7:b}");
    }
}

// == an enum by name, by number, in width
static class FormatEnum
{
    enum Colour : byte
    {
        Red = 1,
        Green,
        Blue = 200,
    }

    public static void Run()
    {
        Colour colour = (Colour)Hidden.Int(2);
        EfiApplication.WriteLine($"{colour} {colour:d} {colour:x} {colour:g} [{colour, 8}] [{colour, -8}]");
        EfiApplication.WriteLine($"{(Colour)Hidden.Int(200)} {(Colour)Hidden.Int(77)} {(int)colour}");
    }
}

// == an enum of flags
static class FormatFlags
{
    [Flags]
    enum Access
    {
        None = 0,
        Read = 1,
        Write = 2,
        Both = 3,
        Execute = 4,
    }

    public static void Run()
    {
        for (int i = 0; i < 9; i++)
        {
            EfiApplication.WriteLine($"{(Access)Hidden.Int(i)}");
        }
    }
}

// == WriteLine of a string, of nothing, of braces
static class WriteLines
{
    public static void Run()
    {
        EfiApplication.WriteLine("plain");
        EfiApplication.WriteLine();
        EfiApplication.WriteLine($"{{braces}} {"quoted"} \"q\" \\");
        EfiApplication.WriteLine(Hidden.Text("from a variable"));
    }
}

// == a hole that prints lines of its own
static class NestedLines
{
    static int Print(int depth)
    {
        if (depth == 0)
        {
            return 0;
        }
        EfiApplication.WriteLine($"inner {depth}");
        return Print(depth - 1);
    }

    public static void Run() => EfiApplication.WriteLine($"outer {Print(Hidden.Int(3))} end");
}

// == a condition and an expression in a hole
static class HoleExpressions
{
    public static void Run()
    {
        int n = Hidden.Int(1);
        EfiApplication.WriteLine($"{n} file{(n == 1 ? "" : "s")} {(n > 0 ? "some" : "none"), 6} {n + 1} {nameof(n)}");
    }
}

// == int? and its kin in a hole: nothing prints as nothing
static class FormatNullable
{
    public static void Run()
    {
        int? none = Hidden.Zero == 0 ? null : 3;
        int? some = Hidden.Int(-7);
        ulong? wide = (ulong)Hidden.Int(255);
        EfiApplication.WriteLine($"[{none}] [{none, 4}] [{some}] [{some, 5}] [{wide:x}] [{some:D3}]");
    }
}

// == lines of any length up to 4 KB, of text and of values
static class LongLines
{
    const string Sixty = "0123456789012345678901234567890123456789012345678901234567-*";

    public static void Run()
    {
        string text = Hidden.Text(Sixty);
        EfiApplication.WriteLine($"{text}{text}{text}{text}{text}{text} {Hidden.Int(7)}");
        EfiApplication.WriteLine($"{text}{text}{text}{Sixty}\u00e9{Hidden.Int(123456)}{text}{ulong.MaxValue, 300}|");
        for (int i = 0; i < 9; i++)
        {
            EfiApplication.WriteLine($"{text}{text}{text}{text}{Nested(i)}{text}");
        }
        EfiApplication.WriteLine($"{text}{text}{text}{text}{text}{true, 400}{'c', -5}|");
    }

    static int Nested(int i)
    {
        string text = Hidden.Text(Sixty);
        EfiApplication.WriteLine($"inner {i} {text}{text}{text}{text}{text}");
        return i;
    }
}
