// The primitive types. Their fields are known to the compiler by element type, so the bodies hold no data.
namespace System;

public struct Void;

public partial struct Boolean;

public partial struct SByte
{
    public const sbyte MaxValue = 0x7f;
    public const sbyte MinValue = -0x80;
}

public partial struct Byte
{
    public const byte MaxValue = 0xff;
    public const byte MinValue = 0;
}

public partial struct Int16
{
    public const short MaxValue = 0x7fff;
    public const short MinValue = -0x8000;
}

public partial struct UInt16
{
    public const ushort MaxValue = 0xffff;
    public const ushort MinValue = 0;
}

public partial struct Int32
{
    public const int MaxValue = 0x7fff_ffff;
    public const int MinValue = unchecked((int)0x8000_0000);
}

public partial struct UInt32
{
    public const uint MaxValue = 0xffff_ffff;
    public const uint MinValue = 0;
}

public partial struct Int64
{
    public const long MaxValue = 0x7fff_ffff_ffff_ffff;
    public const long MinValue = unchecked((long)0x8000_0000_0000_0000);
}

public partial struct UInt64
{
    public const ulong MaxValue = 0xffff_ffff_ffff_ffff;
    public const ulong MinValue = 0;
}

public partial struct IntPtr
{
    public static readonly nint Zero;

    public static nint MaxValue => unchecked((nint)long.MaxValue);
    public static nint MinValue => unchecked((nint)long.MinValue);
    public static int Size => sizeof(long);
}

public partial struct UIntPtr
{
    public static readonly nuint Zero;

    public static nuint MaxValue => unchecked((nuint)ulong.MaxValue);
    public static nuint MinValue => 0;
    public static int Size => sizeof(ulong);
}

public partial struct Single
{
    public const float MaxValue = 3.40282346638528859e+38f;
    public const float MinValue = -3.40282346638528859e+38f;
    public const float Epsilon = 1.401298E-45f;
    public const float NaN = 0.0f / 0.0f;
    public const float PositiveInfinity = 1.0f / 0.0f;
    public const float NegativeInfinity = -1.0f / 0.0f;

#pragma warning disable CS1718 // Only what is no number differs from itself.
    public static bool IsNaN(float value) => value != value;
#pragma warning restore CS1718

    public static bool IsFinite(float value) => value - value == 0;

    public static bool IsInfinity(float value) => value is PositiveInfinity or NegativeInfinity;
}

public partial struct Double
{
    public const double MaxValue = 1.7976931348623157E+308;
    public const double MinValue = -1.7976931348623157E+308;
    public const double Epsilon = 4.9406564584124654E-324;
    public const double NaN = 0.0 / 0.0;
    public const double PositiveInfinity = 1.0 / 0.0;
    public const double NegativeInfinity = -1.0 / 0.0;

#pragma warning disable CS1718 // Only what is no number differs from itself.
    public static bool IsNaN(double value) => value != value;
#pragma warning restore CS1718

    public static bool IsFinite(double value) => value - value == 0;

    public static bool IsInfinity(double value) => value is PositiveInfinity or NegativeInfinity;
}
