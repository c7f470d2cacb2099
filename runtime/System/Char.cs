using Internal.Runtime;

namespace System;

/// <summary>
/// A code unit of UTF-16. What takes large tables of Unicode (IsLetter, ToUpper) is not here; its ASCII part is.
/// </summary>
public partial struct Char : IEquatable<char>, IComparable<char>
{
    public const char MaxValue = '\uffff';
    public const char MinValue = '\0';

    public readonly bool Equals(char other) => this == other;

    public override readonly bool Equals(object? other) => other is char value && this == value;

    public override readonly int GetHashCode() => this | this << 16;

    [NeedsHeap]
    public override readonly string ToString()
    {
        string text = string.Allocate(1);
        text.Writable[0] = this;
        return text;
    }

    public readonly int CompareTo(char other) => this - other;

    public static bool IsBetween(char c, char minInclusive, char maxInclusive) =>
        (uint)(c - minInclusive) <= (uint)(maxInclusive - minInclusive);

    public static bool IsAscii(char c) => c < 0x80;

    public static bool IsAsciiDigit(char c) => IsBetween(c, '0', '9');

    public static bool IsAsciiLetter(char c) => IsBetween((char)(c | 0x20), 'a', 'z');

    public static bool IsAsciiLetterLower(char c) => IsBetween(c, 'a', 'z');

    public static bool IsAsciiLetterUpper(char c) => IsBetween(c, 'A', 'Z');

    public static bool IsAsciiLetterOrDigit(char c) => IsAsciiLetter(c) || IsAsciiDigit(c);

    public static bool IsAsciiHexDigit(char c) => IsAsciiDigit(c) || IsBetween((char)(c | 0x20), 'a', 'f');

    public static bool IsAsciiHexDigitLower(char c) => IsAsciiDigit(c) || IsBetween(c, 'a', 'f');

    public static bool IsAsciiHexDigitUpper(char c) => IsAsciiDigit(c) || IsBetween(c, 'A', 'F');

    public static bool IsSurrogate(char c) => IsBetween(c, '\ud800', '\udfff');

    public static bool IsHighSurrogate(char c) => IsBetween(c, '\ud800', '\udbff');

    public static bool IsLowSurrogate(char c) => IsBetween(c, '\udc00', '\udfff');
}
