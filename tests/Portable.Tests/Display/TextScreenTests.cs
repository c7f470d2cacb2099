using System.Buffers.Binary;
using System.Text;
using Keelson.Display;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>A log drawn into an array, and read back from it by eye of its font.</summary>
public class TextScreenTests
{
    private readonly struct ArrayPixels(byte[] memory) : IPixels
    {
        public void Write(uint offset, uint pixel, int sizeBytes)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, pixel);
            bytes.AsSpan(0, sizeBytes).CopyTo(memory.AsSpan((int)offset));
        }
    }

    private sealed class Monitor
    {
        private readonly Framebuffer _screen;
        private readonly byte[] _memory;
        private TextScreen<ArrayPixels> _text;

        public Monitor(int width, int height, int padding = 12, int bits = 32)
        {
            _screen = new Framebuffer
            {
                Width = (ushort)width,
                Height = (ushort)height,
                StrideBytes = (ushort)(width * bits / 8 + padding),
                BitsPerPixel = (ushort)bits,
                Red = bits == 16 ? new(11, 5) : new(16, 8),
                Green = bits == 16 ? new(5, 6) : new(8, 8),
                Blue = bits == 16 ? new(0, 5) : new(0, 8),
            };
            _memory = new byte[_screen.SizeBytes];
            Array.Fill(_memory, (byte)0x5a);
            _text = new TextScreen<ArrayPixels>(new ArrayPixels(_memory), _screen);
            Assert.True(_text.IsUsable);
            _text.Clear();
        }

        public int Columns => _text.Columns;
        public int LineCount => _text.Lines;

        public void Write(string text) => _text.Write(Encoding.ASCII.GetBytes(text));

        public uint Pixel(int x, int y)
        {
            byte[] bytes = new byte[4];
            _memory.AsSpan(y * _screen.StrideBytes + x * _screen.BytesPerPixel, _screen.BytesPerPixel).CopyTo(bytes);
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }

        public string[] Lines =>
            ScreenText.Read(
                _screen.Width,
                _screen.Height,
                Math.Max(1, _screen.Width / 640),
                (x, y) => Pixel(x, y) != 0
            );

        public bool PaddingIsUntouched
        {
            get
            {
                for (int y = 0; y < _screen.Height; y++)
                {
                    if (
                        _memory
                            .AsSpan(
                                y * _screen.StrideBytes + _screen.Width * _screen.BytesPerPixel,
                                _screen.StrideBytes - _screen.Width * _screen.BytesPerPixel
                            )
                            .ContainsAnyExcept((byte)0x5a)
                    )
                    {
                        return false;
                    }
                }
                return true;
            }
        }

        public uint InkOf(string line)
        {
            int top = Array.IndexOf(Lines, line) * 9;
            Assert.True(top >= 0, $"'{line}' is not there");
            uint[] inks =
            [
                .. from y in Enumerable.Range(top, 9)
                from x in Enumerable.Range(0, _screen.Width)
                let pixel = Pixel(x, y)
                where pixel != 0
                select pixel,
            ];
            return Assert.Single(inks.Distinct());
        }
    }

    private static readonly string s_everything = new([.. Enumerable.Range(' ', 95).Select(c => (char)c)]);

    [Theory]
    [InlineData(640, 100, 32)]
    [InlineData(800, 600, 32)]
    [InlineData(1280, 100, 32)]
    [InlineData(1920, 200, 24)]
    [InlineData(641, 99, 16)]
    public void Every_character_is_read_back(int width, int height, int bits)
    {
        var monitor = new Monitor(width, height, bits: bits);
        monitor.Write(s_everything + "\r\nsecond\r\n");
        Assert.Equal([s_everything, "second"], monitor.Lines[..2]);
        Assert.All(monitor.Lines[2..], line => Assert.Equal("", line));
        Assert.True(monitor.PaddingIsUntouched);
    }

    [Fact]
    public void A_long_line_goes_on_in_the_next()
    {
        var monitor = new Monitor(120, 90);
        Assert.Equal((20, 10), (monitor.Columns, monitor.LineCount));
        monitor.Write("12345678901234567890abc\n");
        monitor.Write("12345678901234567890\nnext\n");
        Assert.Equal(["12345678901234567890", "abc", "12345678901234567890", "next"], monitor.Lines[..4]);
    }

    [Fact]
    public void Output_wraps_from_bottom_to_top_with_an_empty_line_between()
    {
        var monitor = new Monitor(120, 50);
        Assert.Equal(5, monitor.LineCount);
        for (int i = 1; i <= 4; i++)
        {
            monitor.Write($"line {i}\n");
        }

        Assert.Equal(["", "line 2", "line 3", "line 4", ""], monitor.Lines);
        monitor.Write("line 5\n");
        Assert.Equal(["", "", "line 3", "line 4", "line 5"], monitor.Lines);
        monitor.Write("line 6\nline 7\n");
        Assert.Equal(["line 6", "line 7", "", "", "line 5"], monitor.Lines);
    }

    [Fact]
    public void Missing_glyphs_show_a_question_mark()
    {
        var monitor = new Monitor(120, 50);
        monitor.Write("a\tb\u007fc");
        Assert.Equal("a?b?c", monitor.Lines[0]);
    }

    [Theory]
    [InlineData("ok 1 nothing", 0x00ff_ffff)]
    [InlineData("not ok 2 something", 0x00ff_ff00)]
    [InlineData("keelson: fatal: no", 0x00ff_ff00)]
    [InlineData("keelson: report failed", 0x00ff_ff00)]
    [InlineData("keelson: report passed", 0x0000_ff00)]
    public void Failed_and_passed_lines_have_colours(string line, uint ink)
    {
        var monitor = new Monitor(320, 60);
        monitor.Write("keelson: before\r\n");
        monitor.Write(line);
        monitor.Write("\r\nafter\r\n");
        Assert.Equal(ink, monitor.InkOf(line));
        Assert.Equal(0x00ff_ffffu, monitor.InkOf("after"));
    }

    [Theory]
    [InlineData(5, 600)]
    [InlineData(600, 17)]
    [InlineData(0, 0)]
    public void A_mode_without_room_for_two_lines_is_no_console(int width, int height) =>
        Assert.False(
            new TextScreen<ArrayPixels>(
                new ArrayPixels([]),
                new Framebuffer
                {
                    Width = (ushort)width,
                    Height = (ushort)height,
                    BitsPerPixel = 32,
                }
            ).IsUsable
        );

    [Fact]
    public void No_two_characters_look_alike() =>
        Assert.Equal(
            95,
            Enumerable.Range(' ', 95).Select(c => Convert.ToHexString(Font.Glyph((byte)c))).Distinct().Count()
        );
}
