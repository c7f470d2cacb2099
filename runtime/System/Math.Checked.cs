using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>What a checked conversion from floating point becomes; no number is in no range.</summary>
public static partial class Math
{
    private const double TwoTo31 = 2147483648.0;
    private const double TwoTo32 = 4294967296.0;
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    internal static int ConvertToInt32Checked(double value)
    {
        Require(value > -TwoTo31 - 1 && value < TwoTo31);
        return (int)value;
    }

    internal static uint ConvertToUInt32Checked(double value)
    {
        Require(value > -1 && value < TwoTo32);
        return (uint)value;
    }

    internal static long ConvertToInt64Checked(double value)
    {
        Require(value >= -TwoTo63 && value < TwoTo63);
        return (long)value;
    }

    internal static ulong ConvertToUInt64Checked(double value)
    {
        Require(value > -1 && value < TwoTo64);
        return (ulong)value;
    }

    private static void Require(bool isInRange)
    {
        if (!isInRange)
        {
            ThrowHelpers.ThrowOverflowException();
        }
    }
}
