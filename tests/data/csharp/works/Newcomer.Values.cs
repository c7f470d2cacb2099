using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == conversions between numbers that do not fit, division and shifts of negative ones
static class CheckedMore
{
    static int Narrow(long v) => checked((int)v);

    static bool Fits(int a, int b)
    {
        unchecked
        {
            int s = a + b;
            return ((a ^ s) & (b ^ s)) >= 0;
        }
    }

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{Narrow(Hidden.Int(5))} {Fits(int.MaxValue, Hidden.Int(1))} {unchecked((byte)Hidden.Int(300))} "
                + $"{(sbyte)Hidden.Int(200)} {unchecked((uint)-Hidden.Int(1))}"
        );
        byte b = 250;
        b += 10;
        EfiApplication.WriteLine($"{b} {(short)(b * 10000)} {(char)('a' + Hidden.Int(2))}");
        long big = int.MaxValue;
        big++;
        EfiApplication.WriteLine($"{big} {(int)big} {(ulong)(int)big:x}");
        EfiApplication.WriteLine(
            $"{1 << Hidden.Int(33)} {1L << Hidden.Int(33)} {-8 >> 1} {-8 >>> 28} "
                + $"{(byte)(0xff << Hidden.Int(4))} {~Hidden.Int(5)}"
        );
        EfiApplication.WriteLine(
            $"{Hidden.Int(-7) / 2} {Hidden.Int(-7) % 2} {Hidden.Int(7) % -2} {(uint)Hidden.Int(-7) / 2}"
        );
        EfiApplication.WriteLine(
            $"{(int)Hidden.Double(2.9)} {(int)Hidden.Double(-2.9)} {(int)Hidden.Double(1e20)} "
                + $"{(int)Hidden.Double(double.NaN)} {(uint)Hidden.Double(-1)} {(long)Hidden.Double(-1e30)} "
                + $"{(byte)Hidden.Double(300)}"
        );
        EfiApplication.WriteLine(
            $"{(ulong)Hidden.Double(1.9e19)} {(ulong)Hidden.Double(-5)} {(short)Hidden.Double(70000)} "
                + $"{(char)Hidden.Double(66.7)}"
        );
    }
}

// == UTF-8 literals: joined, searched, of two, three and four bytes
static class Utf8More
{
    static ReadOnlySpan<byte> Name => "größe"u8;
    static ReadOnlySpan<byte> Both => "ab"u8 + "cd"u8;

    public static void Run()
    {
        EfiApplication.WriteLine($"{Name.Length} {Name[2]:x} {Both.Length} {Both[3]}");
        EfiApplication.WriteLine(
            $"{Both.IndexOf("cd"u8)} {Both.StartsWith("ab"u8)} {Both.SequenceEqual("abcd"u8)} {"é"u8.Length} "
                + $"{"\u00e9\n"u8.Length} {"\U0001F600"u8.Length}"
        );
        ReadOnlySpan<char> text = "naïve";
        EfiApplication.WriteLine($"{text.Length} {text[2]} {(int)text[2]:x4}");
    }
}

// == nint and nuint
static class NativeInts
{
    // SAFETY: nothing is read through the pointer.
    public static unsafe void Run()
    {
        nint a = Hidden.Int(-5);
        nuint b = 7;
        a *= 2;
        EfiApplication.WriteLine(
            $"{a} {b} {a + 3} {(long)a} {sizeof(nint)} {nint.MaxValue} {nuint.MaxValue:x} {nint.Size} "
                + $"{(nuint)(a < 0 ? 1 : 2)} {a:x}"
        );
        nint p = (nint)(void*)0x1000;
        EfiApplication.WriteLine(
            $"{p:x8} {p == 4096} {nint.Zero} {IntPtr.Zero == 0} {b.CompareTo((nuint)8)} {a.Equals((nint)(-10))}"
        );
    }
}

// == bits by BitOperations and by members of the integers
static class BitOps
{
    public static void Run()
    {
        uint v = (uint)Hidden.Int(0x00F0);
        EfiApplication.WriteLine(
            $"{BitOperations.PopCount(v)} {BitOperations.LeadingZeroCount(v)} "
                + $"{BitOperations.TrailingZeroCount(v)} {BitOperations.Log2(v)} "
                + $"{BitOperations.RotateLeft(v, 28):x} {BitOperations.RotateRight(v, 8):x} "
                + $"{BitOperations.IsPow2(v)} {BitOperations.RoundUpToPowerOf2(v)}"
        );
        EfiApplication.WriteLine(
            $"{BitOperations.LeadingZeroCount(0UL)} {BitOperations.TrailingZeroCount(0)} "
                + $"{BitOperations.Log2(0u)} {uint.PopCount(v)} {int.LeadingZeroCount(1)} "
                + $"{ulong.TrailingZeroCount(8)} {int.IsPow2(64)} {uint.RotateLeft(1, 31):x}"
        );
        EfiApplication.WriteLine(
            $"{BinaryPrimitives.ReverseEndianness(0x12345678):x} {int.Max(3, Hidden.Int(4))} "
                + $"{int.Clamp(9, 0, 5)} {int.Abs(-3)} {int.Sign(-9)} {int.IsNegative(-1)} {int.IsEvenInteger(4)} "
                + $"{long.Min(1, 2)}"
        );
    }
}

// == Parse and TryParse at their limits
static class Parses
{
    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{int.Parse(Hidden.Text("-12"))} {int.TryParse("x", out int bad)} {bad} {uint.Parse("42")} "
                + $"{long.Parse("9000000000")} {byte.TryParse("256", out byte b)} {b} {bool.Parse("True")} "
                + $"{bool.TryParse("false", out bool f)} {f}"
        );
        EfiApplication.WriteLine(
            $"{int.TryParse(" 7 ", out int p)} {p} {int.TryParse("+7", out p)} {p} {int.TryParse("", out p)} "
                + $"{int.TryParse("2147483648", out p)} {p} {int.TryParse("-2147483648", out p)} {p} "
                + $"{int.TryParse("1,000", out p)} {int.TryParse("0x10", out p)}"
        );
        EfiApplication.WriteLine(
            $"{Hidden.Int(5).CompareTo(6)} {true.CompareTo(false)} {'b'.CompareTo('a')} {int.MaxValue} "
                + $"{long.MinValue} {ushort.MaxValue} {sbyte.MinValue} {char.MaxValue == '\uffff'}"
        );
    }
}

// == kinds of ASCII characters
static class CharIs
{
    public static void Run()
    {
        foreach (char c in "aZ5 _-é\tß٣")
        {
            EfiApplication.WriteLine(
                $"{(int)c:x4} {char.IsDigit(c)} {char.IsWhiteSpace(c)} {char.IsControl(c)} "
                    + $"{char.IsAsciiLetter(c)} {char.IsAsciiLetterOrDigit(c)}"
            );
        }
        EfiApplication.WriteLine(
            $"{char.IsAscii('é')} {char.IsAsciiDigit('5')} {char.IsAsciiHexDigit('g')} "
                + $"{char.IsAsciiLetterUpper('A')} {char.IsBetween('c', 'a', 'd')} {char.IsSurrogate('\ud800')}"
        );
    }
}
