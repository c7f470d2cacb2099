namespace System;

/// <summary>A code unit of UTF-16. What takes tables of Unicode (IsDigit, ToUpper) is not here; ASCII is.</summary>
public struct Char
{
    public const char MaxValue = '\uffff';
    public const char MinValue = '\0';

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
