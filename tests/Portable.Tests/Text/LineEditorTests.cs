using System.Text;
using CsCheck;
using Keelson.Text;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

public class LineEditorTests
{
    // Keys without a character, by their scan codes.
    private const int Up = 1;
    private const int Down = 2;
    private const int Right = 3;
    private const int Left = 4;
    private const int Home = 5;
    private const int End = 6;
    private const int Delete = 8;

    private static LineEditor Begin(string text, int room = 100)
    {
        LineEditor editor = new(new byte[room]);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(editor.Room);
        editor.Begin(bytes.Length);
        return editor;
    }

    private static void Press(ref LineEditor editor, params int[] scanCodes)
    {
        foreach (int code in scanCodes)
        {
            Assert.Equal(EditResult.Continues, editor.Press(new InputKey { ScanCode = (ushort)code }));
        }
    }

    private static void Type(ref LineEditor editor, string text)
    {
        foreach (char character in text)
        {
            Assert.Equal(EditResult.Continues, editor.Press(new InputKey { UnicodeChar = character }));
        }
    }

    private static string Show(LineEditor editor) =>
        Encoding.UTF8.GetString(editor.Text[..editor.Cursor])
        + "|"
        + Encoding.UTF8.GetString(editor.Text[editor.Cursor..]);

    [Theory]
    [InlineData("quiet", "", "quiet|")]
    [InlineData("quiet", " splash", "quiet splash|")]
    [InlineData("ab", "\u0001x", "x|ab")]
    [InlineData("ab", "\u0002x\u0006y", "axby|")]
    [InlineData("ab", "\u0001\u0005c", "abc|")]
    [InlineData("ab", "\b\b\b", "|")]
    [InlineData("a\u00e4\u20ac", "\b\u007f", "a|")]
    [InlineData("a\u00e4", "\u0002\u0004", "a|")]
    [InlineData("one two  three", "\u0017", "one two  |")]
    [InlineData("one two  three", "\u0017\u0017", "one |")]
    [InlineData("one two", "\u0001\u000b", "|")]
    [InlineData("", "\u0004\u000b\u0017\b", "|")]
    [InlineData("", "\u00e4\u20ac", "\u00e4\u20ac|")]
    public void Typed_characters_and_control_keys_change_the_line(string text, string typed, string expected)
    {
        LineEditor editor = Begin(text);
        Type(ref editor, typed);
        Assert.Equal(expected, Show(editor));
    }

    [Theory]
    [InlineData("one two", new[] { Home, Right }, "o|ne two")]
    [InlineData("one two", new[] { Left, Left, Delete }, "one t|o")]
    [InlineData("one two ", new[] { Up }, "one |two ")]
    [InlineData("one two ", new[] { Up, Up, Up }, "|one two ")]
    [InlineData("one two ", new[] { Home, Down, Down }, "one two| ")]
    [InlineData("one", new[] { Home, End, Right }, "one|")]
    [InlineData("\u20acx", new[] { Home, Left, Right }, "\u20ac|x")]
    public void Arrows_move_the_cursor_by_whole_characters(string text, int[] keys, string expected)
    {
        LineEditor editor = Begin(text);
        Press(ref editor, keys);
        Assert.Equal(expected, Show(editor));
    }

    [Theory]
    [InlineData('\r', 0, EditResult.Accepted)]
    [InlineData('\n', 0, EditResult.Accepted)]
    [InlineData('\0', 0x0d, EditResult.Accepted)]
    [InlineData('\0', 0x17, EditResult.Cancelled)]
    [InlineData('\u0003', 0, EditResult.Cancelled)]
    [InlineData('\u0007', 0, EditResult.Cancelled)]
    [InlineData('\u001b', 0, EditResult.Cancelled)]
    [InlineData('\0', 0x0b, EditResult.Continues)]
    public void Enter_accepts_and_Escape_cancels(char character, int scanCode, EditResult expected)
    {
        LineEditor editor = Begin("x");
        Assert.Equal(expected, editor.Press(new InputKey { UnicodeChar = character, ScanCode = (ushort)scanCode }));
        Assert.Equal("x|", Show(editor));
    }

    [Fact]
    public void What_has_no_room_is_not_taken()
    {
        LineEditor editor = Begin("12345", room: 7);
        Type(ref editor, "\u20ac6\u00e47890");
        Assert.Equal("1234567|", Show(editor));
    }

    [Theory]
    [InlineData("abc", 0, "\rabc  \b\b")]
    [InlineData("abc", 2, "\rabc  \b\b\b\b")]
    [InlineData("", 0, "\r     \b\b\b\b\b")]
    [InlineData("abcdefgh", 0, "\refgh \b")]
    [InlineData("abcdefgh", 8, "\rabcde\b\b\b\b\b")]
    [InlineData("\u00e4\u20acab\u00e4", 0, "\r\u20acab\u00e4 \b")]
    public void The_part_with_the_cursor_is_drawn(string text, int left, string expected)
    {
        LineEditor editor = Begin(text);
        Press(ref editor, [.. Enumerable.Repeat(Left, left)]);
        byte[] drawn = new byte[LineEditor.MaximumDrawnBytes(5)];
        Assert.Equal(expected, Encoding.UTF8.GetString(drawn, 0, editor.Draw(5, drawn)));
    }

    /// <summary>Whatever is typed, the line is text, the cursor between two characters, and drawing has room.</summary>
    [Fact]
    public void Any_keys_leave_whole_characters() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 0x17], Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u00a0', '\u2fff']))
            .Array[0, 60]
            .Sample(
                keys =>
                {
                    LineEditor editor = Begin("root=\u00e4", room: 24);
                    byte[] drawn = new byte[LineEditor.MaximumDrawnBytes(7)];
                    foreach ((bool isControl, int code, char character) in keys)
                    {
                        editor.Press(
                            isControl
                                ? new InputKey { UnicodeChar = (ushort)(character % 2 * code), ScanCode = (ushort)code }
                                : new InputKey { UnicodeChar = character }
                        );
                        UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
                        strict.GetString(editor.Text[..editor.Cursor]);
                        strict.GetString(editor.Text[editor.Cursor..]);
                        editor.Draw(7, drawn);
                    }
                },
                iter: 5_000
            );
}
