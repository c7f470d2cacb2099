using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// A screen, drawn on by block transfers (<c>EFI_GRAPHICS_OUTPUT_PROTOCOL</c>, UEFI 2.10, 12.9.2): they are there on
/// every screen, a framebuffer is not. What lies outside of the screen is refused with
/// <see cref="EfiStatus.InvalidParameter"/>, and nothing is drawn.
/// </summary>
public readonly struct GraphicsOutput
{
    private readonly unsafe GraphicsOutputProtocol* _output;

    // SAFETY: as TryOpen found it.
    private unsafe GraphicsOutput(GraphicsOutputProtocol* output) => _output = output;

    /// <summary>The mode that is set.</summary>
    // SAFETY: a screen that is there has a mode, and names it.
    private unsafe GraphicsModeInformation* Mode =>
        (GraphicsModeInformation*)((GraphicsMode*)_output->Mode)->Information;

    /// <summary>In pixels.</summary>
    // SAFETY: as above.
    public unsafe uint Width => Mode->HorizontalResolution;

    /// <inheritdoc cref="Width"/>
    // SAFETY: as above.
    public unsafe uint Height => Mode->VerticalResolution;

    /// <summary>The machine's first screen.</summary>
    /// <returns>False where there is none.</returns>
    public static unsafe bool TryOpen(EfiSystem system, out GraphicsOutput screen)
    {
        // SAFETY: firmware keeps the protocol while boot services last.
        GraphicsOutputProtocol* output = system.Boot.FindProtocol<GraphicsOutputProtocol>();
        screen = new GraphicsOutput(output);
        return output != null && output->Mode != 0 && ((GraphicsMode*)output->Mode)->Information != 0;
    }

    /// <summary>Fills a rectangle.</summary>
    /// <param name="colour">Of every pixel.</param>
    /// <param name="x">Of the left edge, in pixels; likewise the others.</param>
    public unsafe EfiStatus Fill(GraphicsPixel colour, uint x, uint y, uint width, uint height) =>
        // SAFETY: the firmware reads one pixel, of this frame.
        Transfer(&colour, BlockTransfer.Fill, 0, 0, x, y, width, height);

    /// <summary>What a pixel shows.</summary>
    public unsafe EfiStatus Read(uint x, uint y, out GraphicsPixel colour)
    {
        GraphicsPixel pixel = default;
        // SAFETY: the firmware writes one pixel, of this frame.
        EfiStatus status = Transfer(&pixel, BlockTransfer.FromScreen, x, y, 0, 0, 1, 1);
        colour = pixel;
        return status;
    }

    /// <summary>Moves a rectangle on the screen.</summary>
    // SAFETY: without a buffer.
    public unsafe EfiStatus Move(uint fromX, uint fromY, uint toX, uint toY, uint width, uint height) =>
        Transfer(null, BlockTransfer.Move, fromX, fromY, toX, toY, width, height);

    // SAFETY: the callers name what the buffer holds.
    private unsafe EfiStatus Transfer(
        GraphicsPixel* buffer,
        BlockTransfer operation,
        uint sourceX,
        uint sourceY,
        uint x,
        uint y,
        uint width,
        uint height
    ) => FirmwareCall.Invoke(_output->Blt, _output, buffer, (ulong)operation, sourceX, sourceY, x, y, width, height, 0);
}
