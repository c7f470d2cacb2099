using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>
/// Most are one or two instructions where the compiler knows them by name; the bodies are for where it does not.
/// </summary>
public static class BitOperations
{
    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    /// <returns>The index of the highest set bit; 0 for 0.</returns>
    [Intrinsic]
    public static int Log2(ulong value)
    {
        int log = 0;
        for (int step = 32; step > 0; step >>= 1)
        {
            if (value >> step == 0)
            {
                continue;
            }
            value >>= step;
            log += step;
        }
        return log;
    }

    [Intrinsic]
    public static int Log2(uint value) => Log2((ulong)value);

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
    public static int LeadingZeroCount(ulong value) => value == 0 ? 64 : 63 - Log2(value);
}
