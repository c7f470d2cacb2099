namespace System;

/// <summary>What small tables of Unicode decide (16.0: the categories Nd and Cc, the property White_Space).</summary>
public partial struct Char
{
    /// <summary>The zero of each decimal script in the Basic Multilingual Plane; nine more follow each.</summary>
    private static ReadOnlySpan<ushort> Zeros =>
        [
            0x0030,
            0x0660,
            0x06f0,
            0x07c0,
            0x0966,
            0x09e6,
            0x0a66,
            0x0ae6,
            0x0b66,
            0x0be6,
            0x0c66,
            0x0ce6,
            0x0d66,
            0x0de6,
            0x0e50,
            0x0ed0,
            0x0f20,
            0x1040,
            0x1090,
            0x17e0,
            0x1810,
            0x1946,
            0x19d0,
            0x1a80,
            0x1a90,
            0x1b50,
            0x1bb0,
            0x1c40,
            0x1c50,
            0xa620,
            0xa8d0,
            0xa900,
            0xa9d0,
            0xa9f0,
            0xaa50,
            0xabf0,
            0xff10,
        ];

    /// <summary>Of the category Nd.</summary>
    public static bool IsDigit(char c)
    {
        foreach (ushort zero in Zeros)
        {
            if ((uint)(c - zero) < 10)
            {
                return true;
            }
        }
        return false;
    }

    public static bool IsWhiteSpace(char c) =>
        c <= ' '
            ? c == ' ' || IsBetween(c, '\t', '\r')
            : c is '\u0085' or '\u00a0' or '\u1680' or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000'
                || IsBetween(c, '\u2000', '\u200a');

    /// <summary>Of the category Cc.</summary>
    public static bool IsControl(char c) => c < ' ' || IsBetween(c, '\u007f', '\u009f');
}
