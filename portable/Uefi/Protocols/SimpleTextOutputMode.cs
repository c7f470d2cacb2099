using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>SIMPLE_TEXT_OUTPUT_MODE</c> (UEFI 2.10, 12.4.1): what a console shows now.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleTextOutputMode
{
    public const int SizeBytes = 24;

    /// <summary>Modes that there are; the last is one less.</summary>
    public int ModeCount;

    /// <summary>Below 0 where none is valid.</summary>
    public int CurrentMode;
    public int Attribute;
    public int CursorColumn;
    public int CursorRow;

    /// <summary>A BOOLEAN in the lowest byte, and three bytes of padding.</summary>
    public uint CursorIsVisible;
}
