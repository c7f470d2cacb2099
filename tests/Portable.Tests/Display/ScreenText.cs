using Keelson.Display;

namespace Keelson.Portable.Tests;

/// <summary>
/// Reads text back from pixels, by the font that drew it: a cell that is no glyph of it becomes U+FFFD.
/// </summary>
internal static class ScreenText
{
    private const int CellColumns = 6;
    private const int CellRows = 9;

    private static readonly Dictionary<string, char> s_glyphs = Enumerable
        .Range(' ', 95)
        .ToDictionary(c => Key(Font.Glyph((byte)c)), c => (char)c);

    /// <param name="isLit">Whether the pixel at this column and row is anything but black.</param>
    /// <returns>The lines from top to bottom, without spaces at their ends.</returns>
    public static string[] Read(int width, int height, int scale, Func<int, int, bool> isLit)
    {
        List<string> lines = [];
        for (int top = 0; top + CellRows * scale <= height; top += CellRows * scale)
        {
            List<char> line = [];
            for (int left = 0; left + CellColumns * scale <= width; left += CellColumns * scale)
            {
                byte[] columns = new byte[CellColumns];
                bool isEven = true;
                for (int y = 0; y < CellRows * scale; y++)
                {
                    for (int x = 0; x < CellColumns * scale; x++)
                    {
                        bool lit = isLit(left + x, top + y);
                        // Each dot is a square of one colour, and the space around a glyph is empty.
                        isEven &=
                            lit == isLit(left + x / scale * scale, top + y / scale * scale)
                            && !(lit && (x / scale == 5 || y / scale == 8));
                        if (lit && y / scale < 8)
                        {
                            columns[x / scale] |= (byte)(1 << y / scale);
                        }
                    }
                }

                line.Add(isEven ? s_glyphs.GetValueOrDefault(Key(columns.AsSpan(0, 5)), '\ufffd') : '\ufffd');
            }

            lines.Add(new string([.. line]).TrimEnd());
        }

        return [.. lines];
    }

    private static string Key(ReadOnlySpan<byte> columns) =>
        columns.IsEmpty ? "0000000000" : Convert.ToHexString(columns);
}
