using System;
using Keelson.Reports;

namespace Keelson.Display;

/// <summary>The memory of a framebuffer: mapped registers on the machine, an array in a test.</summary>
public interface IPixels
{
    /// <param name="offset">In bytes from the first pixel.</param>
    /// <param name="sizeBytes">Of one pixel: 2, 3 or 4.</param>
    void Write(uint offset, uint pixel, int sizeBytes);
}

/// <summary>
/// A log on a framebuffer. At the bottom it goes on at the top: scrolling would read the framebuffer, and reads of
/// memory that is not cached are slow. One empty line stands between the newest line and the oldest.
/// </summary>
public struct TextScreen<TPixels>
    where TPixels : struct, IPixels
{
    private const int CellColumns = Font.GlyphColumns + 1;
    private const int CellRows = Font.GlyphRows + 1;

    /// <summary>
    /// Dots grow by one for each so many pixels of width, so that a line keeps about a hundred characters.
    /// </summary>
    private const int WidthPerScale = 640;

    private readonly TPixels _pixels;
    private readonly Framebuffer _screen;
    private readonly int _scale;
    private int _column;
    private int _line;
    private uint _ink;

    public TextScreen(TPixels pixels, Framebuffer screen)
    {
        this = default;
        _pixels = pixels;
        _screen = screen;
        _scale = Math.Max(1, screen.Width / WidthPerScale);
    }

    public readonly int Columns => _screen.Width / (CellColumns * _scale);
    public readonly int Lines => _screen.Height / (CellRows * _scale);

    /// <summary>A mode that has no room for a character is no console.</summary>
    public readonly bool IsUsable => Columns > 0 && Lines > 1;

    /// <summary>Everything to black, the first line next.</summary>
    public void Clear()
    {
        Fill(0, 0, _screen.Width, _screen.Height, 0);
        _column = _line = 0;
    }

    /// <param name="text">Lines that end in a line feed. A line that is longer than the screen is wide goes on in the
    /// next.</param>
    public void Write(scoped ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte character = text[i];
            // One character of UTF-8 is one cell, whose first byte no glyph stands for.
            if (character == '\r' || (character & 0xc0) == 0x80)
            {
                continue;
            }

            if (character == '\n')
            {
                NextLine();
                _ink = 0;
                continue;
            }
            if (_ink == 0)
            {
                _ink = Ink(text[i..]);
            }

            if (_column == Columns)
            {
                NextLine();
            }

            Draw(Font.Glyph(character));
            _column++;
        }
    }

    /// <summary>What a reader looks for: yellow is a failure, green the report's last word.</summary>
    private readonly uint Ink(scoped ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("not ok"u8) || line.StartsWith("keelson: fatal"u8) || ReportEnd.IsFailed(line))
        {
            return _screen.Red.Full | _screen.Green.Full;
        }

        return _screen.Green.Full | (ReportEnd.IsPassed(line) ? 0 : _screen.Red.Full | _screen.Blue.Full);
    }

    private void NextLine()
    {
        _column = 0;
        _line = Following(_line);
        // This line was cleared as the empty one before.
        Fill(0, Following(_line) * CellRows * _scale, _screen.Width, CellRows * _scale, 0);
    }

    private readonly int Following(int line) => line + 1 == Lines ? 0 : line + 1;

    private readonly void Draw(scoped ReadOnlySpan<byte> glyph)
    {
        for (int x = 0; x < glyph.Length; x++)
        {
            for (int y = 0; y < Font.GlyphRows; y++)
            {
                if ((glyph[x] >> y & 1) != 0)
                {
                    Fill((_column * CellColumns + x) * _scale, (_line * CellRows + y) * _scale, _scale, _scale, _ink);
                }
            }
        }
    }

    private readonly void Fill(int left, int top, int width, int height, uint pixel)
    {
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
            {
                _pixels.Write(
                    (uint)(y * _screen.StrideBytes + x * _screen.BytesPerPixel),
                    pixel,
                    _screen.BytesPerPixel
                );
            }
        }
    }
}
