using Keelson.Efi;
using Keelson.Uefi.Protocols;

namespace Snake;

/// <summary>What a cell shows.</summary>
internal enum Cell : byte
{
    Empty,
    Snake,
    Food,
}

/// <summary>The screen in squares.</summary>
internal readonly struct Board
{
    private const uint CellPixels = 20;

    private readonly GraphicsOutput _screen;

    public Board(GraphicsOutput screen)
    {
        _screen = screen;
        Columns = (int)(screen.Width / CellPixels);
        Rows = (int)(screen.Height / CellPixels);
        screen.Fill(ColourOf(Cell.Empty), 0, 0, screen.Width, screen.Height);
    }

    public int Columns { get; }
    public int Rows { get; }

    public bool Contains((int X, int Y) place) => place is { X: >= 0, Y: >= 0 } && place.X < Columns && place.Y < Rows;

    /// <summary>With a line's width between two squares.</summary>
    public void Draw((int X, int Y) place, Cell cell) =>
        _screen.Fill(
            ColourOf(cell),
            (uint)place.X * CellPixels,
            (uint)place.Y * CellPixels,
            CellPixels - 1,
            CellPixels - 1
        );

    private static GraphicsPixel ColourOf(Cell cell) =>
        cell switch
        {
            Cell.Snake => new(red: 0x40, green: 0xc0, blue: 0x40),
            Cell.Food => new(red: 0xe0, green: 0x50, blue: 0x30),
            _ => new(red: 0x10, green: 0x18, blue: 0x20),
        };
}
