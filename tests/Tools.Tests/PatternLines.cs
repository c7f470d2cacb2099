using Keelson.Addresses;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Tools.Tests;

/// <summary>Lines as csc compiles them, for <see cref="LinePatternTests"/> to weave and to run both ways.</summary>
public static class PatternLines
{
    private static readonly byte[] s_scratch = new byte[4];

    public static string[] All() =>
        [
            Take($""),
            Take($"text alone"),
            Take($"{7u}"),
            Take($"a{1}b{-2}c{3u}d{ulong.MaxValue}e{long.MinValue}f{(nint)(-5)}g{(nuint)6}"),
            Take($"at {new PhysicalAddress(0x4000)}..{new VirtualAddress(0xffff_8000_0000_0000)}, {0xabcul:x}"),
            Take($"{"first"u8} and {"second"u8}: {EfiStatus.NotFound}, {(EfiStatus)0x1234}"),
            Take($"eight {1} {2} {3} {4} {5} {6} {7} {8}"),
            Take($"more {1} {2} {3} {4} {5} {6} {7} {8} {"nine"u8} {10} {11} {12} {13} {14} {15} {16} {17}"),
            Take($"seven and a text {1} {2} {3} {4} {5} {6} {7} {"text"u8}"),
            Take($"caf\u00e9 \u20ac {"\ud83d\ude00"u8} {{braces}} {'c'} {true} {12, 6}|{12, -6}|{255:X4}"),
            Take($"in between {'c'}{1}{true}{"x"u8}{false}"),
            Take($"{Choose(3)} or {Choose(-3)}"),
            Take($"scratch {Scratch((byte)'a')} {Scratch((byte)'b')} {Scratch((byte)'c')}"),
            Take(
                $"long {1}: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                    + $"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx {2}"
                    + $"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx {3}"
            ),
            .. Repeated(),
            Chosen(1),
            Chosen(2),
            Kept(),
            Again(),
            InTurns(),
            Take($"around {Take($"inner {1}").Length} and {Take($"{"within"u8} {2}")}"),
        ];

    /// <summary>Branches within a value.</summary>
    private static string Choose(int value) =>
        Take($"[{(value > 0 ? value : -value * 2)}, {(value > 0 ? "above"u8 : "below"u8)}, {value}]");

    /// <summary>The same local again and again.</summary>
    private static IEnumerable<string> Repeated()
    {
        List<string> lines = [];
        for (int i = 0; i < 3; i++)
        {
            lines.Add(Take($"line {i} of {3u}"));
        }

        return lines;
    }

    private static string Chosen(int which) => which == 1 ? Take($"the first {which}") : Take($"another {which}");

    /// <summary>A line that is built while another is.</summary>
    private static string Kept()
    {
        TextLine inner = $"inner {1} {"two"u8}";
        TextLine outer = $"outer {inner.Text} and {2}";
        return Take(ref outer) + Take(ref inner);
    }

    /// <summary>A line out of its own text.</summary>
    private static string Again()
    {
        TextLine line = $"first {1}";
        ReadOnlySpan<byte> text = line.Text;
        line = $"then {text} and {text}";
        return Take(ref line);
    }

    private static string InTurns()
    {
        TextLine line;
        scoped ReadOnlySpan<byte> text = "begin"u8;
        int turn = 0;
        do
        {
            line = $"{turn} of {text}";
            text = line.Text;
        } while (++turn < 3);
        return Take(ref line);
    }

    /// <summary>A text that the next one is written over.</summary>
    private static ReadOnlySpan<byte> Scratch(byte letter)
    {
        s_scratch.AsSpan().Fill(letter);
        return s_scratch;
    }

    private static string Take(ref TextLine line) => System.Text.Encoding.UTF8.GetString(line.Text);
}
