namespace System.Numerics;

public static class BitOperations
{
    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    /// <returns>The index of the highest set bit; 0 for 0.</returns>
    public static int Log2(ulong value)
    {
        int log = 0;
        for (int step = 32; step > 0; step >>= 1)
        {
            if (value >> step == 0)
                continue;
            value >>= step;
            log += step;
        }
        return log;
    }

    public static int Log2(uint value) => Log2((ulong)value);

    /// <returns>The index of the lowest set bit; 64 for 0.</returns>
    public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : Log2(value & (0 - value));

    public static int PopCount(ulong value)
    {
        int count = 0;
        for (; value != 0; value &= value - 1)
            count++;
        return count;
    }

    public static int PopCount(uint value) => PopCount((ulong)value);
    public static int LeadingZeroCount(ulong value) => value == 0 ? 64 : 63 - Log2(value);
}
