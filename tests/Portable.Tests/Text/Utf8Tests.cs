using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Against the framework's own encoder, which replaces what is no text as the Unicode Standard has it.
/// </summary>
public class Utf8Tests
{
    private static byte[] Convert(ReadOnlySpan<byte> utf16)
    {
        byte[] room = new byte[Utf8.MaximumLength(utf16.Length / 2)];
        return room[..Utf8.FromUtf16(utf16, room)];
    }

    private static byte[] Expected(char[] units)
    {
        int end = Array.IndexOf(units, '\0');
        return Encoding.UTF8.GetBytes(units, 0, end < 0 ? units.Length : end);
    }

    [Fact]
    public void Any_code_units_agree_with_the_framework() =>
        Gen.Frequency(
                (4, Gen.Char[' ', '~']),
                (1, Gen.Char['\u0080', '\u07ff']),
                (1, Gen.Char),
                (4, Gen.Char['\ud7fe', '\ue001']),
                (
                    2,
                    Gen.OneOf('\ud800', '\udbff', '\udc00', '\udfff', '\u007f', '\u0080', '\u07ff', '\u0800', '\uffff')
                ),
                (1, Gen.Const('\0'))
            )
            .Array[0, 40]
            .Sample(units => Assert.Equal(Expected(units), Convert(MemoryMarshal.AsBytes<char>(units))), iter: 50_000);

    [Fact]
    public void Every_scalar_value_agrees()
    {
        for (int scalar = 1; scalar < 0x11_0000; scalar++)
        {
            if (scalar is >= 0xd800 and < 0xe000)
            {
                continue;
            }

            string text = char.ConvertFromUtf32(scalar);
            Assert.True(
                Convert(MemoryMarshal.AsBytes(text.AsSpan())).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text)),
                $"U+{scalar:X4}"
            );
        }
    }

    [Fact]
    public void An_odd_last_byte_is_passed_over()
    {
        Assert.Equal("a"u8.ToArray(), Convert([0x61, 0, 0x62]));
        Assert.Empty(Convert([0x61]));
        // Half of what follows a high surrogate does not make a pair.
        Assert.Equal("\ufffd"u8.ToArray(), Convert([0x3d, 0xd8, 0x00]));
    }

    private static string Back(ReadOnlySpan<byte> utf8)
    {
        char[] room = new char[utf8.Length];
        return new string(room, 0, Utf8.ToUtf16(utf8, room));
    }

    [Fact]
    public void Every_scalar_value_comes_back()
    {
        for (int scalar = 0; scalar < 0x11_0000; scalar++)
        {
            if (scalar is >= 0xd800 and < 0xe000)
            {
                continue;
            }

            string text = char.ConvertFromUtf32(scalar);
            Assert.True(Back(Encoding.UTF8.GetBytes(text)) == text, $"U+{scalar:X4}");
        }
    }

    /// <summary>How many U+FFFD a broken sequence gives is not laid down; that nothing around it is lost is.</summary>
    [Fact]
    public void Any_bytes_give_the_characters_that_the_framework_finds_in_them() =>
        Gen.Frequency(
                (4, Gen.Byte),
                (3, Gen.OneOf<byte>(0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff)),
                (2, Gen.Byte[0x20, 0x7e])
            )
            .Array[0, 24]
            .Sample(
                bytes =>
                {
                    string ours = Back(bytes);
                    Assert.Equal(Encoding.UTF8.GetString(bytes).Replace("\ufffd", ""), ours.Replace("\ufffd", ""));
                    Assert.Equal(Encoding.UTF8.GetString(bytes).Contains('\ufffd'), ours.Contains('\ufffd'));
                },
                iter: 50_000
            );
}
