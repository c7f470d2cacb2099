using System.Text;
using Keelson.Portable.Tests;

namespace Keelson.Boot.Tests;

/// <summary>A screen as QEMU photographs it: binary PPM, three bytes a pixel.</summary>
internal sealed class Screenshot
{
    private readonly byte[] _pixels;
    private readonly int _start;

    public Screenshot(string path)
    {
        _pixels = File.ReadAllBytes(path);
        // "P6", width, height, the largest value; single white space after the last.
        string[] head = Encoding
            .ASCII.GetString(_pixels, 0, Math.Min(64, _pixels.Length))
            .Split((char[])[' ', '\n'], 5);
        if (head.Length < 5 || head[0] != "P6" || head[3] != "255")
        {
            throw new InvalidDataException($"{path} is no binary PPM");
        }

        (Width, Height) = (int.Parse(head[1]), int.Parse(head[2]));
        _start = head[0].Length + head[1].Length + head[2].Length + head[3].Length + 4;
    }

    public int Width { get; }
    public int Height { get; }

    public IReadOnlyList<string> Lines =>
        ScreenText.Read(Width, Height, Math.Max(1, Width / 640), (x, y) => Pixel(x, y) != (0, 0, 0));

    public (byte Red, byte Green, byte Blue) Pixel(int x, int y)
    {
        int at = _start + (y * Width + x) * 3;
        return (_pixels[at], _pixels[at + 1], _pixels[at + 2]);
    }

    /// <summary>The one colour of a line of text.</summary>
    public (byte Red, byte Green, byte Blue) InkOf(int line) =>
        Enumerable
            .Range(line * 9, 9)
            .SelectMany(y => Enumerable.Range(0, Width).Select(x => Pixel(x, y)))
            .Where(pixel => pixel != (0, 0, 0))
            .Distinct()
            .Single();
}
