using System;

namespace Keelson.Text;

/// <summary>
/// Takes packed texts apart (tools/Weaving, <c>PackedLines</c>): a byte from <see cref="FirstCode"/> on stands for two
/// others, each of which may again.
/// </summary>
public static class TextPairs
{
    public const int FirstCode = 0x80;

    /// <summary>The build gives it the pairs of the program's lines, two bytes each.</summary>
    public static ReadOnlySpan<byte> Table => default;

    /// <summary>Appends what a byte stands for: itself, where it has no pair of lower ones.</summary>
    public static void Append(scoped ref TextLine line, uint unit, ReadOnlySpan<byte> pairs)
    {
        while (unit >= FirstCode)
        {
            int at = (int)(unit - FirstCode) * 2;
            // Lower ones only, so that it ends, and is no deeper than there are codes.
            if (at + 1 >= pairs.Length || pairs[at] >= unit || pairs[at + 1] >= unit)
            {
                break;
            }

            Append(ref line, pairs[at], pairs);
            unit = pairs[at + 1];
        }

        line.AppendByte((byte)unit);
    }
}
