namespace System;

public static partial class Math
{
    // ilc asks for these wherever a conversion is checked, in case it is one from floating point. Booted code has none.
    internal static int ConvertToInt32Checked(double value) => (int)Refuse();

    internal static uint ConvertToUInt32Checked(double value) => (uint)Refuse();

    internal static long ConvertToInt64Checked(double value) => Refuse();

    internal static ulong ConvertToUInt64Checked(double value) => (ulong)Refuse();

    private static long Refuse()
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowPlatformNotSupportedException();
        return 0;
    }
}
