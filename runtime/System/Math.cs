using Internal.Runtime.CompilerHelpers;

namespace System;

public static partial class Math
{
    public static int Min(int a, int b) => a < b ? a : b;

    public static int Max(int a, int b) => a > b ? a : b;

    public static uint Min(uint a, uint b) => a < b ? a : b;

    public static uint Max(uint a, uint b) => a > b ? a : b;

    public static long Min(long a, long b) => a < b ? a : b;

    public static long Max(long a, long b) => a > b ? a : b;

    public static ulong Min(ulong a, ulong b) => a < b ? a : b;

    public static ulong Max(ulong a, ulong b) => a > b ? a : b;

    /// <summary>Of the smallest value there is none: it overflows, as in .NET.</summary>
    public static int Abs(int value) => value < 0 ? checked(-value) : value;

    public static long Abs(long value) => value < 0 ? checked(-value) : value;

    public static short Abs(short value) => value < 0 ? checked((short)-value) : value;

    public static sbyte Abs(sbyte value) => value < 0 ? checked((sbyte)-value) : value;

    public static int Sign(int value) =>
        value < 0 ? -1
        : value > 0 ? 1
        : 0;

    public static int Sign(long value) =>
        value < 0 ? -1
        : value > 0 ? 1
        : 0;

    public static int Clamp(int value, int min, int max)
    {
        RequireOrder(min <= max);
        return value < min ? min
            : value > max ? max
            : value;
    }

    public static uint Clamp(uint value, uint min, uint max)
    {
        RequireOrder(min <= max);
        return value < min ? min
            : value > max ? max
            : value;
    }

    public static long Clamp(long value, long min, long max)
    {
        RequireOrder(min <= max);
        return value < min ? min
            : value > max ? max
            : value;
    }

    public static ulong Clamp(ulong value, ulong min, ulong max)
    {
        RequireOrder(min <= max);
        return value < min ? min
            : value > max ? max
            : value;
    }

    public static byte Clamp(byte value, byte min, byte max) => (byte)Clamp((int)value, min, max);

    public static sbyte Clamp(sbyte value, sbyte min, sbyte max) => (sbyte)Clamp((int)value, min, max);

    public static short Clamp(short value, short min, short max) => (short)Clamp((int)value, min, max);

    public static ushort Clamp(ushort value, ushort min, ushort max) => (ushort)Clamp((int)value, min, max);

    public static long BigMul(int a, int b) => (long)a * b;

    public static (int Quotient, int Remainder) DivRem(int left, int right) => (left / right, left % right);

    public static (uint Quotient, uint Remainder) DivRem(uint left, uint right) => (left / right, left % right);

    public static (long Quotient, long Remainder) DivRem(long left, long right) => (left / right, left % right);

    public static (ulong Quotient, ulong Remainder) DivRem(ulong left, ulong right) => (left / right, left % right);

    private static void RequireOrder(bool isOrdered)
    {
        if (!isOrdered)
        {
            ThrowHelpers.ThrowArgumentException();
        }
    }
}
