using System;
using System.Runtime.CompilerServices;

namespace Keelson.Text;

/// <summary>
/// Takes packed texts apart (tools/Weaving, <c>PackedLines</c>): a byte from <see cref="FirstCode"/> on stands for two
/// others, each of which may again.
/// </summary>
public static class TextPairs
{
    public const int FirstCode = 0x80;

    /// <summary>Values of a byte.</summary>
    public const int Units = 0x100;

    /// <summary>Longest text of a word; its length stands above it.</summary>
    private const int WordBytes = 7;
    private const int LengthShift = 8 * WordBytes;
    private const ulong OneByte = 1UL << LengthShift;

    [InlineArray(Units)]
    private struct Expanded
    {
        private ulong _first;
    }

    private static Expanded s_words;

    /// <summary>The build gives it the pairs of the program's lines, two bytes each.</summary>
    public static ReadOnlySpan<byte> Table => default;

    /// <summary>
    /// What each byte stands for in the end with <see cref="Table"/>, in a word: made once, as lines repeat them.
    /// </summary>
    public static ReadOnlySpan<ulong> Words
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            Span<ulong> words = s_words;
            // No byte of text stands for nothing.
            if (words[0] == 0)
            {
                Expand(Table, words);
            }
            return words;
        }
    }

    /// <param name="pairs">As <see cref="Table"/>.</param>
    /// <param name="words"><see cref="Units"/> of them: text of up to seven bytes, the first one lowest, and in the
    /// highest byte how many; 0 for a code with a longer one.</param>
    public static void Expand(ReadOnlySpan<byte> pairs, scoped Span<ulong> words)
    {
        for (int unit = 0; unit < FirstCode; unit++)
        {
            words[unit] = (uint)unit | OneByte;
        }

        for (int code = FirstCode; code < words.Length; code++)
        {
            ulong word = (uint)code | OneByte;
            if (pairs.Length > 1)
            {
                // As TryGetPair, which would be called for each.
                int first = pairs[0],
                    second = pairs[1];
                pairs = pairs[2..];
                word = first < code && second < code ? Join(words[first], words[second]) : word;
            }

            words[code] = word;
        }
    }

    public static int LengthOf(ulong word) => (int)(word >> LengthShift);

    /// <summary>Appends what a byte stands for: itself, where it has no pair of lower ones.</summary>
    public static void Append(scoped ref TextLine line, uint unit, scoped ReadOnlySpan<byte> pairs)
    {
        while (TryGetPair(unit, pairs, out uint first, out uint second))
        {
            Append(ref line, first, pairs);
            unit = second;
        }

        line.AppendByte((byte)unit);
    }

    private static ulong Join(ulong first, ulong second)
    {
        int length = LengthOf(first);
        return first == 0 || second == 0 || length + LengthOf(second) > WordBytes
            ? 0
            : first + (second & ~(OneByte - 1)) + ((second & (OneByte - 1)) << 8 * length);
    }

    /// <summary>Lower ones only, so that it ends, and is no deeper than there are codes.</summary>
    private static bool TryGetPair(uint unit, scoped ReadOnlySpan<byte> pairs, out uint first, out uint second)
    {
        int at = (int)(unit - FirstCode) * 2;
        if (unit < FirstCode || at + 1 >= pairs.Length)
        {
            first = second = 0;
            return false;
        }

        first = pairs[at];
        second = pairs[at + 1];
        return first < unit && second < unit;
    }
}
