using System.Text;
using Keelson.Text;
using Keelson.Tools.Weaving;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Texts of lines, packed by the build and taken apart by the program.</summary>
public sealed class BytePairTests
{
    private static readonly byte[][] s_texts =
    [
        .. new[]
        {
            "kernel of ",
            " bytes loaded at 0x",
            "initrd at 0x",
            " bytes from .initrd, ",
            " bytes from files, ",
            " bytes from LoadFile2",
            "memory map: no room for the memory map",
            "aaaaaaaaaaaaaaa aaaa aaaaaaa",
            "für alle: caf\u00e9, \u20ac 5, caf\u00e9, \u20ac 6, caf\u00e9, \u20ac 7, caf\u00e9, \u20ac 8",
            "",
            "x",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[] s_pairs = BytePairs.Find(s_texts);

    [Fact]
    public void Texts_are_taken_apart_as_they_were()
    {
        foreach (byte[] text in s_texts)
        {
            byte[] packed = BytePairs.Pack(text, s_pairs);
            Assert.InRange(packed.Length, 0, text.Length);
            Assert.Equal(text, Unpack(packed, s_pairs));
        }

        Assert.InRange(
            s_texts.Sum(text => BytePairs.Pack(text, s_pairs).Length),
            1,
            s_texts.Sum(text => text.Length) - 60
        );
    }

    [Fact]
    public void A_table_is_the_same_each_time_and_has_lower_codes_only()
    {
        Assert.Equal(s_pairs, BytePairs.Find([.. s_texts.Select(text => text.ToArray())]));
        for (int at = 0; at < s_pairs.Length; at++)
        {
            // Or a byte that stands for itself.
            int code = TextPairs.FirstCode + (at / 2);
            Assert.True(s_pairs[at] < code || (s_pairs[at & ~1] == code && s_pairs[at | 1] == code));
        }
    }

    [Fact]
    public void A_program_without_repetitions_has_no_table() =>
        Assert.Empty(
            BytePairs.Find([
                [1, 2, 3],
                [],
            ])
        );

    [Fact]
    public void A_table_of_anything_ends()
    {
        Random random = new(1);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] pairs = [.. s_pairs];
            for (int change = random.Next(4); change >= 0 && pairs.Length > 0; change--)
            {
                pairs[random.Next(pairs.Length)] = (byte)random.Next(256);
            }

            pairs = pairs[..random.Next(pairs.Length + 1)];
            byte[] packed = new byte[random.Next(40)];
            random.NextBytes(packed);
            Assert.InRange(Unpack(packed, pairs).Length, Math.Min(packed.Length, 1), TextLine.CapacityBytes);
        }
    }

    private static byte[] Unpack(byte[] packed, byte[] pairs)
    {
        TextLine line = new(0, 0);
        foreach (byte unit in packed)
        {
            TextPairs.Append(ref line, unit, pairs);
        }

        // And a word at a time, as programs do.
        Span<ulong> words = stackalloc ulong[TextPairs.Units];
        TextPairs.Expand(pairs, words);
        TextLine sameLine = new(0, 0);
        sameLine.AppendPacked(packed, pairs, words);
        Assert.Equal(line.Text, sameLine.Text);
        return line.Text.ToArray();
    }
}
