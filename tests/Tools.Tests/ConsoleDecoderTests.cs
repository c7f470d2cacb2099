using System.Text;
using CsCheck;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Tools.Tests;

public class ConsoleDecoderTests
{
    private const string Firmware =
        "\e[2J\e[01;01H\e[=3h\e[0m\e[37m\e[40mUEFI firmware\r\n\e]0;title\aBdsDxe: größer\r\nÿ\tpartial";

    [Fact]
    public void Escapes_and_carriage_returns_go_and_text_stays() =>
        Assert.Equal(["UEFI firmware", "BdsDxe: größer", "ÿ\tpartial"], Decode([Encoding.UTF8.GetBytes(Firmware)]));

    [Fact]
    public void A_cursor_move_starts_a_line() =>
        Assert.Equal(["left", "right"], Decode([Encoding.UTF8.GetBytes("left\e[1;40Hright\n")]));

    [Fact]
    public void Broken_utf8_is_marked_and_hides_nothing() =>
        Assert.Equal(
            ["a\uFFFDb", "c\uFFFD"],
            Decode([
                [(byte)'a', 0xFF, (byte)'b', (byte)'\n', (byte)'c', 0xC3],
            ])
        );

    [Fact]
    public void Split_input_decodes_the_same()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Firmware);
        List<string> whole = Decode([bytes]);
        Gen.Int[1, 7]
            .Array[bytes.Length]
            .Sample(sizes =>
            {
                List<byte[]> pieces = [];
                for (int at = 0, index = 0; at < bytes.Length; at += sizes[index++])
                {
                    pieces.Add(bytes[at..Math.Min(bytes.Length, at + sizes[index])]);
                }

                return Decode(pieces).SequenceEqual(whole);
            });
    }

    private static List<string> Decode(IEnumerable<byte[]> pieces)
    {
        List<string> lines = [];
        ConsoleDecoder decoder = new(lines.Add);
        foreach (byte[] piece in pieces)
        {
            decoder.Feed(piece);
        }

        decoder.Finish();
        return lines;
    }
}
