using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_GRAPHICS_OUTPUT_PROTOCOL</c> (UEFI 2.10, 12.9.2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct GraphicsOutputProtocol : IProtocol
{
    /// <summary><c>EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x9042a9de, 0x23dc, 0x4a38, 0x96fb_7aded080516a);

    public const int SizeBytes = 32;

    public ulong QueryMode;
    public ulong SetMode;
    public ulong Blt;
    public ulong Mode;
}

/// <summary><c>EFI_GRAPHICS_OUTPUT_PROTOCOL_MODE</c> (12.9.2): the mode that is set.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct GraphicsMode
{
    public const int SizeBytes = 40;

    public uint ModeCount;
    public uint CurrentMode;
    public ulong Information;
    public ulong InformationSizeBytes;
    public ulong FramebufferStart;
    public ulong FramebufferSizeBytes;
}

/// <summary><c>EFI_GRAPHICS_OUTPUT_MODE_INFORMATION</c> (12.9.2.1).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct GraphicsModeInformation
{
    public const int SizeBytes = 36;

    public uint Version;
    public uint HorizontalResolution;
    public uint VerticalResolution;
    public PixelFormat PixelFormat;

    /// <summary>The masks count with <see cref="PixelFormat.Masks"/> only.</summary>
    public uint RedMask;
    public uint GreenMask;
    public uint BlueMask;
    public uint ReservedMask;
    public uint PixelsPerScanLine;
}

/// <summary><c>EFI_GRAPHICS_PIXEL_FORMAT</c> (12.9.2.1), of the lowest byte first.</summary>
public enum PixelFormat : uint
{
    RedFirst = 0,
    BlueFirst = 1,
    Masks = 2,

    /// <summary>There are pixels, but no memory that holds them.</summary>
    BltOnly = 3,
}

/// <summary><c>EFI_GRAPHICS_OUTPUT_BLT_PIXEL</c> (12.9.2.3).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct GraphicsPixel(byte red, byte green, byte blue)
{
    public const int SizeBytes = 4;

    public byte Blue = blue;
    public byte Green = green;
    public byte Red = red;
    public byte Reserved = 0;
}

/// <summary><c>EFI_GRAPHICS_OUTPUT_BLT_OPERATION</c> (12.9.2.3).</summary>
public enum BlockTransfer : uint
{
    Fill = 0,
    FromScreen = 1,
    ToScreen = 2,
    Move = 3,
}
