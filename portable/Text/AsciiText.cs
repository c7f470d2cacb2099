using System;

namespace Keelson.Text;

/// <summary>
/// Comparison without regard to case as UEFI loaders do it for names: ASCII letters alone, whatever the language.
/// </summary>
public static class AsciiText
{
    public static byte ToLower(byte character) =>
        character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;

    public static bool EqualsIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (ToLower(left[i]) != ToLower(right[i]))
            {
                return false;
            }
        }
        return true;
    }
}
