using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == constraints: unmanaged, notnull, Enum, new()
static class Constraints
{
    enum Size : byte
    {
        Small = 3,
    }

    struct Counter
    {
        public int Value;

        public Counter() => Value = 7;
    }

    static int SizeOf<T>()
        where T : unmanaged => Unsafe.SizeOf<T>();

    static bool Same<T>(T a, T b)
        where T : notnull, IEquatable<T> => a.Equals(b);

    public static void Run()
    {
        EfiApplication.WriteLine($"{SizeOf<long>()} {SizeOf<Size>()} {Same(Hidden.Int(3), 3)} {Same("a", "b")}");
        EfiApplication.WriteLine($"{default(Counter).Value}");
        // Tuples lie as it suits the runtime, which puts the larger first.
        EfiApplication.WriteLine($"{SizeOf<(byte, int, byte)>()} {SizeOf<(byte, long, short, int)>()}");
    }
}

// == operators: user-defined true/false, ++, conversions, >>>, compound, checked ones
static class OperatorMix
{
    struct M(int v)
    {
        public int V = v;

        public static M operator +(M a, M b) => new(a.V + b.V);

        public static M operator -(M a) => new(-a.V);

        public static M operator ++(M a) => new(a.V + 1);

        public static bool operator true(M a) => a.V != 0;

        public static bool operator false(M a) => a.V == 0;

        public static bool operator <(M a, M b) => a.V < b.V;

        public static bool operator >(M a, M b) => a.V > b.V;

        public static implicit operator M(int v) => new(v);

        public static explicit operator int(M m) => m.V;

        public void operator +=(int x) => V += x;
    }

    public static void Run()
    {
        M a = Hidden.Int(3);
        M b = a++ + 2;
        b += 10;
        a += a;
        EfiApplication.WriteLine($"{a.V} {b.V} {(int)-a} {(a ? "t" : "f")} {a < b} {Hidden.Int(-8) >>> 28}");
        EfiApplication.WriteLine($"{Hidden.Int(-8) >> 1} {1 << Hidden.Int(33)}");
        uint u = (uint)Hidden.Int(-1);
        long l = u;
        ulong ul = (ulong)Hidden.Int(-1);
        EfiApplication.WriteLine($"{l} {ul} {(byte)u} {(sbyte)u} {(char)(Hidden.Int(65))} {(ushort)Hidden.Int(70000)}");
        EfiApplication.WriteLine($"{Hidden.Int(-7) / 2} {Hidden.Int(-7) % 3} {int.MinValue / (Hidden.Int(2))}");
    }
}

// == BitConverter, BitOperations, MemoryMarshal, Unsafe
static class BitTools
{
    public static void Run()
    {
        double d = Hidden.Double(1.5);
        EfiApplication.WriteLine(
            $"{BitConverter.DoubleToInt64Bits(d):x} {BitConverter.Int32BitsToSingle(Hidden.Int(0x40000000)) > 1.9f}"
        );
        EfiApplication.WriteLine($"{BitConverter.IsLittleEndian}");
        EfiApplication.WriteLine(
            $"{BitOperations.PopCount((uint)Hidden.Int(255))} {BitOperations.Log2((uint)Hidden.Int(1000))}"
        );
        EfiApplication.WriteLine(
            $"{BitOperations.TrailingZeroCount(Hidden.Int(8))} {BitOperations.RotateLeft((uint)Hidden.Int(1), 31)}"
        );
        EfiApplication.WriteLine($"{BitOperations.IsPow2(Hidden.Int(64))}");
        int x = Hidden.Int(0x11223344);
        // SAFETY: an int begins with a byte.
        EfiApplication.WriteLine(
            $"{Unsafe.As<int, byte>(ref x):x} {MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref x, 1))[3]:x}"
        );
        EfiApplication.WriteLine($"{BinaryPrimitives.ReverseEndianness(x):x}");
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(bytes, x);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[4..], (short)Hidden.Int(-2));
        EfiApplication.WriteLine($"{bytes[0]:x} {BinaryPrimitives.ReadInt64BigEndian(bytes):x}");
        EfiApplication.WriteLine($"{BinaryPrimitives.ReadInt32BigEndian(bytes[2..])}");
        EfiApplication.WriteLine(
            $"{BinaryPrimitives.ReadInt16BigEndian(bytes[4..])} {BinaryPrimitives.ReadInt64LittleEndian(bytes)}"
        );
    }
}

// == nullable structures: patterns, lifted comparison, ?., GetValueOrDefault
static class NullableMix
{
    struct P
    {
        public int X;
    }

    static P? Get(int v) => v == 0 ? null : new P { X = v };

    public static void Run()
    {
        int z = Hidden.Zero;
        EfiApplication.WriteLine($"{Get(z)?.X} {Get(z + 2)?.X} {Get(z)?.X ?? -1} {Get(z + 2) is { X: 2 }}");
        EfiApplication.WriteLine($"{Get(z) is null} {Get(z).HasValue} {Get(z + 4).GetValueOrDefault().X}");
        long? l = null;
        l ??= z + 4;
        bool? t = null;
        EfiApplication.WriteLine($"{l} {t & false} {t | true} [{t, 6}][{(bool?)(z == 0), 6}] {t == null} {l > 3}");
        string? s = z == 0 ? null : "x";
        EfiApplication.WriteLine($"{s?.Length} {s ?? "none"} {s?.Length ?? 0} [{s}]");
    }
}

// == inline arrays and structures by value and copied
static class Copies
{
    [InlineArray(4)]
    struct Four
    {
        private int _first;
    }

    struct Inner
    {
        public int A;
    }

    struct Outer
    {
        public Inner I;
        public readonly Inner Copy => I;
    }

    public static void Run()
    {
        Four f = default;
        f[1] = Hidden.Int(5);
        Four g = f;
        g[1]++;
        foreach (int v in f)
        {
            EfiApplication.WriteLine($"{v}");
        }
        Outer o = default;
        o.I.A = Hidden.Int(3);
        Outer p = o with { I = new Inner { A = 9 } };
        EfiApplication.WriteLine($"{f[1]} {g[1]} {o.Copy.A} {p.I.A}");
    }
}

// == Math: Min, Max, Clamp, Abs, Sign, DivRem, BigMul, Round, Floor, Ceiling, Truncate, Sqrt
static class MathMix
{
    public static void Run()
    {
        int a = Hidden.Int(-7);
        double d = Hidden.Double(-2.5);
        (int q, int r) = Math.DivRem(a, 3);
        EfiApplication.WriteLine($"{Math.Min(a, 3)} {Math.Max(a, 3L)} {Math.Clamp(a, -3, 3)} {Math.Abs(a)}");
        EfiApplication.WriteLine($"{Math.Sign(a)} {q} {r} {Math.BigMul(a, a)}");
        EfiApplication.WriteLine($"{(int)Math.Round(d)} {(int)Math.Floor(d)} {(int)Math.Ceiling(d)}");
        EfiApplication.WriteLine($"{(int)Math.Truncate(d)} {(int)Math.Sqrt(Hidden.Double(81))} {int.Max(a, 4)}");
        EfiApplication.WriteLine($"{int.Abs(a)} {uint.Min(3, 4)} {double.IsNaN(d)} {int.IsNegative(a)}");
    }
}

// == checked and unchecked contexts, overflow of constants, shifts of bytes, compound assignment
static class ContextMix
{
    public static void Run()
    {
        byte b = (byte)Hidden.Int(250);
        b += 10;
        sbyte s = unchecked((sbyte)Hidden.Int(200));
        ushort u = 1;
        u <<= Hidden.Int(15);
        b ^= 0xff;
        b >>>= 1;
        int i = checked(Hidden.Int(5) * 4);
        i = i++ + ++i;
        int x = Hidden.Int(2);
        x = x + (x = 5) * x;
        EfiApplication.WriteLine($"{b} {s} {u} {i} {x} {unchecked(int.MaxValue + Hidden.Int(1))}");
        EfiApplication.WriteLine($"{~Hidden.Int(0)} {-Hidden.Int(int.MinValue)}");
    }
}
