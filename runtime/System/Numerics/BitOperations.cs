using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>
/// Most are one or two instructions where the compiler knows them by name; the bodies are for where it does not.
/// </summary>
public static class BitOperations
{
    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    /// <returns>The index of the highest set bit; 0 for 0.</returns>
    public static int Log2(ulong value) => 63 ^ LeadingZeroCount(value | 1);

    public static int Log2(uint value) => 31 ^ LeadingZeroCount(value | 1);

    /// <returns>The index of the lowest set bit; 64 for 0.</returns>
    [Intrinsic]
    public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : Log2(value & (0 - value));

    [Intrinsic]
    public static int PopCount(ulong value)
    {
        int count = 0;
        for (; value != 0; value &= value - 1)
        {
            count++;
        }
        return count;
    }

    [Intrinsic]
    public static int PopCount(uint value) => PopCount((ulong)value);

    [Intrinsic]
    public static int LeadingZeroCount(ulong value) => LeadingZeroCount(value);

    /// <returns>The index of the lowest set bit; 32 for 0.</returns>
    [Intrinsic]
    public static int TrailingZeroCount(uint value) => value == 0 ? 32 : TrailingZeroCount((ulong)value);

    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    public static int TrailingZeroCount(long value) => TrailingZeroCount((ulong)value);

    [Intrinsic]
    public static int LeadingZeroCount(uint value) => LeadingZeroCount(value);

    public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(int value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(long value) => value > 0 && (value & (value - 1)) == 0;

    [Intrinsic]
    public static uint RotateLeft(uint value, int offset) => value << offset | value >> (32 - offset);

    [Intrinsic]
    public static ulong RotateLeft(ulong value, int offset) => value << offset | value >> (64 - offset);

    [Intrinsic]
    public static uint RotateRight(uint value, int offset) => value >> offset | value << (32 - offset);

    [Intrinsic]
    public static ulong RotateRight(ulong value, int offset) => value >> offset | value << (64 - offset);

    /// <returns>0 for 0, and where there is none so large.</returns>
    public static uint RoundUpToPowerOf2(uint value) => value <= 1 ? value : (uint)(1ul << (Log2(value - 1) + 1));

    public static ulong RoundUpToPowerOf2(ulong value) =>
        value <= 1 ? value
        : value > 1ul << 63 ? 0
        : 1ul << (Log2(value - 1) + 1);
}
