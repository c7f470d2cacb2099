using System.Runtime.CompilerServices;

namespace System;

public static class BitConverter
{
    public static readonly bool IsLittleEndian = true;

    // SAFETY: as many bits, looked at in another way.
    public static long DoubleToInt64Bits(double value) => Unsafe.As<double, long>(ref value);

    public static ulong DoubleToUInt64Bits(double value) => (ulong)DoubleToInt64Bits(value);

    // SAFETY: as above.
    public static double Int64BitsToDouble(long value) => Unsafe.As<long, double>(ref value);

    public static double UInt64BitsToDouble(ulong value) => Int64BitsToDouble((long)value);

    // SAFETY: as above.
    public static int SingleToInt32Bits(float value) => Unsafe.As<float, int>(ref value);

    public static uint SingleToUInt32Bits(float value) => (uint)SingleToInt32Bits(value);

    // SAFETY: as above.
    public static float Int32BitsToSingle(int value) => Unsafe.As<int, float>(ref value);

    public static float UInt32BitsToSingle(uint value) => Int32BitsToSingle((int)value);
}
