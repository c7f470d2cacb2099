using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == hash codes of numbers: both zeros have one, and all that is no number
static class NumberHashes
{
    public static void Run()
    {
        double zero = Hidden.Int(0);
        float small = Hidden.Int(0);
        EfiApplication.WriteLine(
            $"{(-zero).GetHashCode()} {zero.GetHashCode()} {(zero / zero).GetHashCode()} "
                + $"{(-(zero / zero)).GetHashCode() == (zero / zero).GetHashCode()} {(zero - 2.5).GetHashCode()} "
                + $"{(1 / zero).GetHashCode()}"
        );
        EfiApplication.WriteLine(
            $"{(-small).GetHashCode()} {small.GetHashCode()} {(small / small).GetHashCode()} "
                + $"{(small - 2.5f).GetHashCode()} {(-1 / small).GetHashCode()}"
        );
    }
}

// == arithmetic on double and float
static class Floating
{
    public static void Run()
    {
        double d = Hidden.Double(7);
        d = d * 1.5 + 0.25;
        float f = (float)Hidden.Double(3);
        double nan = (d - d) / (d - d);
        EfiApplication.WriteLine(
            $"{(int)(d * 4)} {f > 2.9f} {nan == d - nan} {double.IsNaN(nan)} {d < double.MaxValue}"
        );
        EfiApplication.WriteLine($"{(int)nan} {(int)(d * 1e20)} {(uint)-d} {(long)(d * 1e30)} {(ulong)(d * -1)}");
    }
}

// == the remainder of doubles and floats
static class Remainder
{
    public static void Run()
    {
        double d = Hidden.Double(7.5);
        EfiApplication.WriteLine(
            $"{(int)(d % 2 * 100)} {(int)(-d % 2 * 100)} {(int)(d % -2 * 100)} {(int)(d % 10 * 100)}"
        );
        EfiApplication.WriteLine(
            $"{double.IsNaN(d % 0)} {(long)(1e17 % d * 100)} {(int)(d % double.PositiveInfinity * 10)}"
        );
        float f = (float)Hidden.Double(7.5);
        EfiApplication.WriteLine($"{(int)(f % 2 * 100)} {(int)(f % 0.3f * 1000)}");
    }
}

// == Math on integers
static class MathIntegers
{
    public static void Run()
    {
        int n = Hidden.Int(-5);
        EfiApplication.WriteLine(
            $"{Math.Abs(n)} {Math.Max(n, 3)} {Math.Min(n, 3)} {Math.Sign(n)} {Math.Clamp(n, -2, 2)}"
        );
        (int quotient, int remainder) = Math.DivRem(n, 3);
        EfiApplication.WriteLine($"{quotient} {remainder} {Math.Abs((long)n)} {Math.BigMul(n, n)}");
        EfiApplication.WriteLine($"{int.Max(n, 2)} {int.Abs(n)} {int.Clamp(n, 0, 9)} {n.CompareTo(3)} {n.Equals(-5)}");
    }
}

// == Math on doubles
static class MathDoubles
{
    public static void Run()
    {
        double d = Hidden.Double(2.5);
        EfiApplication.WriteLine($"{(int)(Math.Sqrt(d) * 1000)} {(int)Math.Floor(-d)} {(int)Math.Ceiling(d)}");
        EfiApplication.WriteLine(
            $"{(int)Math.Round(d)} {(int)Math.Round(d + 1)} {(int)Math.Truncate(-d)} {(int)Math.Abs(-d)}"
        );
        EfiApplication.WriteLine($"{(int)Math.Max(d, 3)} {double.IsNaN(Math.Min(d, double.NaN))} {Math.Sign(-d)}");
        EfiApplication.WriteLine($"{(int)MathF.Sqrt((float)Hidden.Double(81))} {(int)(Math.PI * 1000)}");
    }
}

// == checked arithmetic that fits
static class CheckedFits
{
    public static void Run()
    {
        checked
        {
            int n = Hidden.Int(1000);
            EfiApplication.WriteLine(
                $"{n * n + 1} {(byte)(n / 4)} {(int)Hidden.Double(2.75)} {(uint)Hidden.Double(3e9)}"
            );
        }
    }
}

// == unchecked arithmetic wraps
static class Wraps
{
    public static void Run()
    {
        int n = Hidden.Int(int.MaxValue);
        EfiApplication.WriteLine(
            $"{unchecked(n + 1)} {(byte)Hidden.Int(300)} {n << Hidden.Int(33)} {-7 >> 1} {-7 >>> 28}"
        );
        EfiApplication.WriteLine($"{-7 / 2} {-7 % 2} {(uint)n * 2u} {~n}");
    }
}

// == bits: counts, rotations, powers of two
static class Bits
{
    public static void Run()
    {
        uint n = (uint)Hidden.Int(0x00f0_0000);
        EfiApplication.WriteLine(
            $"{BitOperations.PopCount(n)} {BitOperations.LeadingZeroCount(n)} {BitOperations.Log2(n)}"
        );
        EfiApplication.WriteLine($"{BitOperations.TrailingZeroCount(n)} {BitOperations.RotateLeft(n, 12):x}");
        EfiApplication.WriteLine($"{BitOperations.IsPow2(n)} {BitOperations.RoundUpToPowerOf2(n):x}");
        EfiApplication.WriteLine($"{BitOperations.RotateRight(0x1234_5678_9abc_def0ul, 8):x}");
    }
}

// == numbers in bytes, in either order
static class ByteOrder
{
    public static void Run()
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x1234_5678);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], 0xabcd);
        EfiApplication.WriteLine($"{bytes[0]:x} {bytes[5]:x} {BinaryPrimitives.ReadUInt32LittleEndian(bytes):x}");
        EfiApplication.WriteLine($"{BinaryPrimitives.ReverseEndianness(0x11223344u):x}");
    }
}

// == a union by explicit layout
static class Union
{
    [StructLayout(LayoutKind.Explicit)]
    struct Bits
    {
        [FieldOffset(0)]
        public uint Integer;

        [FieldOffset(0)]
        public float Floating;
    }

    public static void Run()
    {
        Bits bits = default;
        bits.Floating = (float)Hidden.Double(1);
        EfiApplication.WriteLine($"{bits.Integer:x} {BitConverter.DoubleToInt64Bits(Hidden.Double(2)):x}");
        EfiApplication.WriteLine($"{BitConverter.SingleToUInt32Bits((float)Hidden.Double(-2)):x}");
    }
}
