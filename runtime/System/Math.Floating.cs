using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// What the processor has an instruction for. Powers and angles are not here: .NET takes them from the C library.
/// </summary>
public static partial class Math
{
    public const double PI = 3.14159265358979323846;
    public const double E = 2.7182818284590452354;
    public const double Tau = 6.283185307179586477;

    [Intrinsic]
    public static double Abs(double value) => Abs(value);

    [Intrinsic]
    public static float Abs(float value) => Abs(value);

    [Intrinsic]
    public static double Sqrt(double value) => Sqrt(value);

    [Intrinsic]
    public static double Floor(double value) => Floor(value);

    [Intrinsic]
    public static double Ceiling(double value) => Ceiling(value);

    [Intrinsic]
    public static double Truncate(double value) => Truncate(value);

    /// <summary>To the nearest, and of two as near to the even one.</summary>
    [Intrinsic]
    public static double Round(double value) => Round(value);

    [Intrinsic]
    public static double FusedMultiplyAdd(double x, double y, double z) => FusedMultiplyAdd(x, y, z);

    [Intrinsic]
    public static double Min(double a, double b) => Min(a, b);

    [Intrinsic]
    public static double Max(double a, double b) => Max(a, b);

    [Intrinsic]
    public static float Min(float a, float b) => Min(a, b);

    [Intrinsic]
    public static float Max(float a, float b) => Max(a, b);

    public static double Clamp(double value, double min, double max)
    {
        RequireOrder(!(min > max));
        return value < min ? min
            : value > max ? max
            : value;
    }

    /// <summary>What is no number has no sign: it ends the program, as in .NET.</summary>
    public static int Sign(double value)
    {
        if (double.IsNaN(value))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowOverflowException();
        }
        return value < 0 ? -1
            : value > 0 ? 1
            : 0;
    }
}

public static class MathF
{
    public const float PI = 3.14159265f;
    public const float E = 2.71828183f;

    [Intrinsic]
    public static float Abs(float value) => Abs(value);

    [Intrinsic]
    public static float Sqrt(float value) => Sqrt(value);

    [Intrinsic]
    public static float Floor(float value) => Floor(value);

    [Intrinsic]
    public static float Ceiling(float value) => Ceiling(value);

    [Intrinsic]
    public static float Truncate(float value) => Truncate(value);

    [Intrinsic]
    public static float Round(float value) => Round(value);

    [Intrinsic]
    public static float Min(float a, float b) => Min(a, b);

    [Intrinsic]
    public static float Max(float a, float b) => Max(a, b);
}
