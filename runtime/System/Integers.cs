using System.Numerics;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

// What integers can do, for each of them the same.

public partial struct SByte : IEquatable<sbyte>, IComparable<sbyte>
{
    public readonly bool Equals(sbyte other) => this == other;

    public override readonly bool Equals(object? other) => other is sbyte value && this == value;

    public override readonly int GetHashCode() => this;

    [NeedsHeap]
    public override readonly string ToString() =>
        IntegerText.Write(unchecked(this < 0 ? 0 - (ulong)this : (ulong)this), this < 0);

    public readonly int CompareTo(sbyte other) => this - other;

    public static sbyte Max(sbyte left, sbyte right) => left > right ? left : right;

    public static sbyte Min(sbyte left, sbyte right) => left < right ? left : right;

    public static sbyte Clamp(sbyte value, sbyte min, sbyte max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(sbyte value) => (value & 1) == 0;

    public static bool IsOddInteger(sbyte value) => (value & 1) != 0;

    public static sbyte Abs(sbyte value) => Math.Abs(value);

    public static int Sign(sbyte value) => Math.Sign(value);

    public static bool IsNegative(sbyte value) => value < 0;

    public static bool TryParse(ReadOnlySpan<char> text, out sbyte result)
    {
        bool isNumber = IntegerText.TryRead(text, (ulong)sbyte.MaxValue, true, out ulong bits);
        result = unchecked((sbyte)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out sbyte result) =>
        TryParse(text.AsSpan(), out result);

    public static sbyte Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out sbyte result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static sbyte Parse(string text) => Parse(text.AsSpan());
}

public partial struct Byte : IEquatable<byte>, IComparable<byte>
{
    public readonly bool Equals(byte other) => this == other;

    public override readonly bool Equals(object? other) => other is byte value && this == value;

    public override readonly int GetHashCode() => this;

    [NeedsHeap]
    public override readonly string ToString() => IntegerText.Write(this, isNegative: false);

    public readonly int CompareTo(byte other) => this - other;

    public static byte Max(byte left, byte right) => left > right ? left : right;

    public static byte Min(byte left, byte right) => left < right ? left : right;

    public static byte Clamp(byte value, byte min, byte max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(byte value) => (value & 1) == 0;

    public static bool IsOddInteger(byte value) => (value & 1) != 0;

    public static bool TryParse(ReadOnlySpan<char> text, out byte result)
    {
        bool isNumber = IntegerText.TryRead(text, byte.MaxValue, false, out ulong bits);
        result = unchecked((byte)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out byte result) =>
        TryParse(text.AsSpan(), out result);

    public static byte Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out byte result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static byte Parse(string text) => Parse(text.AsSpan());
}

public partial struct Int16 : IEquatable<short>, IComparable<short>
{
    public readonly bool Equals(short other) => this == other;

    public override readonly bool Equals(object? other) => other is short value && this == value;

    public override readonly int GetHashCode() => this;

    [NeedsHeap]
    public override readonly string ToString() =>
        IntegerText.Write(unchecked(this < 0 ? 0 - (ulong)this : (ulong)this), this < 0);

    public readonly int CompareTo(short other) => this - other;

    public static short Max(short left, short right) => left > right ? left : right;

    public static short Min(short left, short right) => left < right ? left : right;

    public static short Clamp(short value, short min, short max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(short value) => (value & 1) == 0;

    public static bool IsOddInteger(short value) => (value & 1) != 0;

    public static short Abs(short value) => Math.Abs(value);

    public static int Sign(short value) => Math.Sign(value);

    public static bool IsNegative(short value) => value < 0;

    public static bool TryParse(ReadOnlySpan<char> text, out short result)
    {
        bool isNumber = IntegerText.TryRead(text, (ulong)short.MaxValue, true, out ulong bits);
        result = unchecked((short)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out short result) =>
        TryParse(text.AsSpan(), out result);

    public static short Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out short result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static short Parse(string text) => Parse(text.AsSpan());
}

public partial struct UInt16 : IEquatable<ushort>, IComparable<ushort>
{
    public readonly bool Equals(ushort other) => this == other;

    public override readonly bool Equals(object? other) => other is ushort value && this == value;

    public override readonly int GetHashCode() => this;

    [NeedsHeap]
    public override readonly string ToString() => IntegerText.Write(this, isNegative: false);

    public readonly int CompareTo(ushort other) => this - other;

    public static ushort Max(ushort left, ushort right) => left > right ? left : right;

    public static ushort Min(ushort left, ushort right) => left < right ? left : right;

    public static ushort Clamp(ushort value, ushort min, ushort max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(ushort value) => (value & 1) == 0;

    public static bool IsOddInteger(ushort value) => (value & 1) != 0;

    public static bool TryParse(ReadOnlySpan<char> text, out ushort result)
    {
        bool isNumber = IntegerText.TryRead(text, ushort.MaxValue, false, out ulong bits);
        result = unchecked((ushort)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out ushort result) =>
        TryParse(text.AsSpan(), out result);

    public static ushort Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out ushort result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static ushort Parse(string text) => Parse(text.AsSpan());
}

public partial struct Int32 : IEquatable<int>, IComparable<int>
{
    public readonly bool Equals(int other) => this == other;

    public override readonly bool Equals(object? other) => other is int value && this == value;

    public override readonly int GetHashCode() => this;

    [NeedsHeap]
    public override readonly string ToString() =>
        IntegerText.Write(unchecked(this < 0 ? 0 - (ulong)this : (ulong)this), this < 0);

    public readonly int CompareTo(int other) =>
        this < other ? -1
        : this > other ? 1
        : 0;

    public static int Max(int left, int right) => left > right ? left : right;

    public static int Min(int left, int right) => left < right ? left : right;

    public static int Clamp(int value, int min, int max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(int value) => (value & 1) == 0;

    public static bool IsOddInteger(int value) => (value & 1) != 0;

    public static int Abs(int value) => Math.Abs(value);

    public static int Sign(int value) => Math.Sign(value);

    public static bool IsNegative(int value) => value < 0;

    public static int RotateLeft(int value, int rotateAmount) =>
        unchecked((int)BitOperations.RotateLeft(unchecked((uint)value), rotateAmount));

    public static int RotateRight(int value, int rotateAmount) =>
        unchecked((int)BitOperations.RotateRight(unchecked((uint)value), rotateAmount));

    public static bool IsPow2(int value) => BitOperations.IsPow2(value);

    public static int PopCount(int value) => (int)BitOperations.PopCount(unchecked((uint)value));

    public static int LeadingZeroCount(int value) => (int)BitOperations.LeadingZeroCount(unchecked((uint)value));

    public static int TrailingZeroCount(int value) => (int)BitOperations.TrailingZeroCount(unchecked((uint)value));

    public static bool TryParse(ReadOnlySpan<char> text, out int result)
    {
        bool isNumber = IntegerText.TryRead(text, int.MaxValue, true, out ulong bits);
        result = unchecked((int)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out int result) =>
        TryParse(text.AsSpan(), out result);

    public static int Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out int result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static int Parse(string text) => Parse(text.AsSpan());
}

public partial struct UInt32 : IEquatable<uint>, IComparable<uint>
{
    public readonly bool Equals(uint other) => this == other;

    public override readonly bool Equals(object? other) => other is uint value && this == value;

    public override readonly int GetHashCode() => (int)this;

    [NeedsHeap]
    public override readonly string ToString() => IntegerText.Write(this, isNegative: false);

    public readonly int CompareTo(uint other) =>
        this < other ? -1
        : this > other ? 1
        : 0;

    public static uint Max(uint left, uint right) => left > right ? left : right;

    public static uint Min(uint left, uint right) => left < right ? left : right;

    public static uint Clamp(uint value, uint min, uint max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(uint value) => (value & 1) == 0;

    public static bool IsOddInteger(uint value) => (value & 1) != 0;

    public static uint RotateLeft(uint value, int rotateAmount) => BitOperations.RotateLeft(value, rotateAmount);

    public static uint RotateRight(uint value, int rotateAmount) => BitOperations.RotateRight(value, rotateAmount);

    public static bool IsPow2(uint value) => BitOperations.IsPow2(value);

    public static uint PopCount(uint value) => (uint)BitOperations.PopCount(unchecked((uint)value));

    public static uint LeadingZeroCount(uint value) => (uint)BitOperations.LeadingZeroCount(unchecked((uint)value));

    public static uint TrailingZeroCount(uint value) => (uint)BitOperations.TrailingZeroCount(unchecked((uint)value));

    public static bool TryParse(ReadOnlySpan<char> text, out uint result)
    {
        bool isNumber = IntegerText.TryRead(text, uint.MaxValue, false, out ulong bits);
        result = unchecked((uint)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out uint result) =>
        TryParse(text.AsSpan(), out result);

    public static uint Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out uint result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static uint Parse(string text) => Parse(text.AsSpan());
}

public partial struct Int64 : IEquatable<long>, IComparable<long>
{
    public readonly bool Equals(long other) => this == other;

    public override readonly bool Equals(object? other) => other is long value && this == value;

    public override readonly int GetHashCode() => (int)this ^ (int)(this >> 32);

    [NeedsHeap]
    public override readonly string ToString() =>
        IntegerText.Write(unchecked(this < 0 ? 0 - (ulong)this : (ulong)this), this < 0);

    public readonly int CompareTo(long other) =>
        this < other ? -1
        : this > other ? 1
        : 0;

    public static long Max(long left, long right) => left > right ? left : right;

    public static long Min(long left, long right) => left < right ? left : right;

    public static long Clamp(long value, long min, long max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(long value) => (value & 1) == 0;

    public static bool IsOddInteger(long value) => (value & 1) != 0;

    public static long Abs(long value) => Math.Abs(value);

    public static int Sign(long value) => Math.Sign(value);

    public static bool IsNegative(long value) => value < 0;

    public static long RotateLeft(long value, int rotateAmount) =>
        unchecked((long)BitOperations.RotateLeft(unchecked((ulong)value), rotateAmount));

    public static long RotateRight(long value, int rotateAmount) =>
        unchecked((long)BitOperations.RotateRight(unchecked((ulong)value), rotateAmount));

    public static bool IsPow2(long value) => BitOperations.IsPow2(value);

    public static long PopCount(long value) => (long)BitOperations.PopCount(unchecked((ulong)value));

    public static long LeadingZeroCount(long value) => (long)BitOperations.LeadingZeroCount(unchecked((ulong)value));

    public static long TrailingZeroCount(long value) => (long)BitOperations.TrailingZeroCount(unchecked((ulong)value));

    public static bool TryParse(ReadOnlySpan<char> text, out long result)
    {
        bool isNumber = IntegerText.TryRead(text, long.MaxValue, true, out ulong bits);
        result = unchecked((long)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out long result) =>
        TryParse(text.AsSpan(), out result);

    public static long Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out long result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static long Parse(string text) => Parse(text.AsSpan());
}

public partial struct UInt64 : IEquatable<ulong>, IComparable<ulong>
{
    public readonly bool Equals(ulong other) => this == other;

    public override readonly bool Equals(object? other) => other is ulong value && this == value;

    public override readonly int GetHashCode() => (int)this ^ (int)(this >> 32);

    [NeedsHeap]
    public override readonly string ToString() => IntegerText.Write(this, isNegative: false);

    public readonly int CompareTo(ulong other) =>
        this < other ? -1
        : this > other ? 1
        : 0;

    public static ulong Max(ulong left, ulong right) => left > right ? left : right;

    public static ulong Min(ulong left, ulong right) => left < right ? left : right;

    public static ulong Clamp(ulong value, ulong min, ulong max) => Math.Clamp(value, min, max);

    public static bool IsEvenInteger(ulong value) => (value & 1) == 0;

    public static bool IsOddInteger(ulong value) => (value & 1) != 0;

    public static ulong RotateLeft(ulong value, int rotateAmount) => BitOperations.RotateLeft(value, rotateAmount);

    public static ulong RotateRight(ulong value, int rotateAmount) => BitOperations.RotateRight(value, rotateAmount);

    public static bool IsPow2(ulong value) => BitOperations.IsPow2(value);

    public static ulong PopCount(ulong value) => (ulong)BitOperations.PopCount(unchecked((ulong)value));

    public static ulong LeadingZeroCount(ulong value) => (ulong)BitOperations.LeadingZeroCount(unchecked((ulong)value));

    public static ulong TrailingZeroCount(ulong value) =>
        (ulong)BitOperations.TrailingZeroCount(unchecked((ulong)value));

    public static bool TryParse(ReadOnlySpan<char> text, out ulong result)
    {
        bool isNumber = IntegerText.TryRead(text, ulong.MaxValue, false, out ulong bits);
        result = unchecked((ulong)bits);
        return isNumber;
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out ulong result) =>
        TryParse(text.AsSpan(), out result);

    public static ulong Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out ulong result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }
        return result;
    }

    public static ulong Parse(string text) => Parse(text.AsSpan());
}

public partial struct IntPtr : IEquatable<nint>, IComparable<nint>
{
    public readonly bool Equals(nint other) => this == other;

    public override readonly bool Equals(object? other) => other is nint value && this == value;

    public override readonly int GetHashCode() => unchecked((int)(long)this) ^ (int)((long)this >> 32);

    [NeedsHeap]
    public override readonly string ToString() => ((long)this).ToString();

    public readonly int CompareTo(nint other) =>
        this < other ? -1
        : this > other ? 1
        : 0;
}

public partial struct UIntPtr : IEquatable<nuint>, IComparable<nuint>
{
    public readonly bool Equals(nuint other) => this == other;

    public override readonly bool Equals(object? other) => other is nuint value && this == value;

    public override readonly int GetHashCode() => unchecked((int)(long)(ulong)this) ^ (int)((long)(ulong)this >> 32);

    [NeedsHeap]
    public override readonly string ToString() => ((ulong)this).ToString();

    public readonly int CompareTo(nuint other) =>
        this < other ? -1
        : this > other ? 1
        : 0;
}

public partial struct Single : IEquatable<float>, IComparable<float>
{
    /// <summary>Unlike <c>==</c>, what is no number equals itself (as in .NET).</summary>
    public readonly bool Equals(float other) => this == other || (IsNaN(this) && IsNaN(other));

    public override readonly bool Equals(object? other) => other is float value && Equals(value);

    /// <summary>What is equal has one: both zeros, and all that is no number.</summary>
    public override readonly int GetHashCode() =>
        BitConverter.SingleToInt32Bits(this) & (this == 0 || IsNaN(this) ? 0x7f80_0000 : -1);

    public readonly int CompareTo(float other) =>
        this < other ? -1
        : this > other ? 1
        : this == other ? 0
        : IsNaN(this) ? (IsNaN(other) ? 0 : -1)
        : 1;
}

public partial struct Double : IEquatable<double>, IComparable<double>
{
    /// <summary>Unlike <c>==</c>, what is no number equals itself (as in .NET).</summary>
    public readonly bool Equals(double other) => this == other || (IsNaN(this) && IsNaN(other));

    public override readonly bool Equals(object? other) => other is double value && Equals(value);

    /// <summary>What is equal has one: both zeros, and all that is no number.</summary>
    public override readonly int GetHashCode() =>
        (BitConverter.DoubleToInt64Bits(this) & (this == 0 || IsNaN(this) ? 0x7ff0_0000_0000_0000 : -1)).GetHashCode();

    public readonly int CompareTo(double other) =>
        this < other ? -1
        : this > other ? 1
        : this == other ? 0
        : IsNaN(this) ? (IsNaN(other) ? 0 : -1)
        : 1;
}

public partial struct Boolean : IEquatable<bool>, IComparable<bool>
{
    public static readonly string TrueString = "True";
    public static readonly string FalseString = "False";

    public readonly bool Equals(bool other) => this == other;

    public override readonly bool Equals(object? other) => other is bool value && this == value;

    public override readonly int GetHashCode() => this ? 1 : 0;

    public override readonly string ToString() => this ? TrueString : FalseString;

    /// <summary>In any case, between white space and zeros.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out bool result)
    {
        while (text is [var first, ..] && (first == '\0' || char.IsWhiteSpace(first)))
        {
            text = text[1..];
        }

        while (text is [.., var last] && (last == '\0' || char.IsWhiteSpace(last)))
        {
            text = text[..^1];
        }

        result = IsWord(text, TrueString);
        return result || IsWord(text, FalseString);
    }

    public static bool TryParse([Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out bool result) =>
        TryParse(text.AsSpan(), out result);

    public static bool Parse(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out bool result))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFormatException();
        }

        return result;
    }

    public static bool Parse(string text) => Parse(text.AsSpan());

    private static bool IsWord(ReadOnlySpan<char> text, string word)
    {
        if (text.Length != word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if ((text[i] | 0x20) != (word[i] | 0x20))
            {
                return false;
            }
        }

        return true;
    }

    public readonly int CompareTo(bool other) =>
        this == other ? 0
        : this ? 1
        : -1;
}
