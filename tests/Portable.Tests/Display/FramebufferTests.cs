using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using Keelson.Display;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

public class FramebufferTests
{
    private static GraphicsMode Mode(ulong start = 0x4c43_0000, ulong size = 0x1d_4c00) =>
        new() { FramebufferStart = start, FramebufferSizeBytes = size };

    private static GraphicsModeInformation Information(
        PixelFormat format = PixelFormat.BlueFirst,
        uint width = 800,
        uint height = 600,
        uint stride = 800
    ) =>
        new()
        {
            PixelFormat = format,
            HorizontalResolution = width,
            VerticalResolution = height,
            PixelsPerScanLine = stride,
        };

    /// <summary>Offsets as in the comments of Linux's include/uapi/linux/screen_info.h.</summary>
    [Fact]
    public void The_table_is_that_of_Linux()
    {
        Assert.True(Framebuffer.TryFromMode(Mode(0x12_8000_0000), Information(), out Framebuffer screen));
        Assert.Equal(64, Unsafe.SizeOf<Framebuffer>());
        byte[] table = new byte[64];
        MemoryMarshal.Write(table, in screen);
        byte[] expected = new byte[64];
        expected[0x0f] = 0x70;
        (expected[0x12], expected[0x13]) = (0x20, 0x03); // 800
        (expected[0x14], expected[0x15]) = (0x58, 0x02); // 600
        expected[0x16] = 32;
        expected[0x1b] = 0x80; // low half of the base
        (expected[0x1d], expected[0x1e]) = (0x4c, 0x1d); // 0x1d4c00 bytes
        (expected[0x24], expected[0x25]) = (0x80, 0x0c); // 3200
        (expected[0x26], expected[0x27]) = (8, 16); // red
        (expected[0x28], expected[0x29]) = (8, 8); // green
        expected[0x2a] = 8; // blue, at 0
        (expected[0x2c], expected[0x2d]) = (8, 24); // reserved
        expected[0x32] = 1;
        expected[0x36] = 3;
        expected[0x3a] = 0x12; // high half of the base
        Assert.Equal(expected, table);
    }

    [Fact]
    public void Below_4_GB_the_base_has_one_half()
    {
        Assert.True(Framebuffer.TryFromMode(Mode(), Information(PixelFormat.RedFirst), out Framebuffer screen));
        byte[] table = new byte[64];
        MemoryMarshal.Write(table, in screen);
        Assert.Equal((1, 0), (table[0x36], table[0x3a]));
        Assert.Equal((0, 16), (table[0x27], table[0x2b]));
    }

    [Fact]
    public void Written_pixels_read_back() =>
        Gen.Select(Gen.Int[0, 2], Gen.UInt[1, 4000], Gen.UInt[1, 4000], Gen.UInt[0, 64], Gen.ULong[1, 1ul << 44])
            .Sample(
                (format, width, height, padding, start) =>
                {
                    GraphicsModeInformation information = Information(
                        (PixelFormat)format,
                        width,
                        height,
                        width + padding
                    );
                    (information.RedMask, information.GreenMask, information.BlueMask, information.ReservedMask) = (
                        0xf800,
                        0x7e0,
                        0x1f,
                        0
                    );
                    Assert.True(
                        Framebuffer.TryFromMode(Mode(start, uint.MaxValue), information, out Framebuffer screen)
                    );
                    Assert.Equal(format == 2 ? 16 : 32, screen.BitsPerPixel);
                    Assert.Equal((width + padding) * (uint)screen.BytesPerPixel, screen.StrideBytes);
                    byte[] table = new byte[64];
                    MemoryMarshal.Write(table, in screen);
                    Assert.True(Framebuffer.TryRead(table, out Framebuffer read));
                    Assert.Equal(screen, read);
                }
            );

    [Theory]
    [InlineData(PixelFormat.BltOnly, 800, 600, 800, 0x4c43_0000, 0x1d_4c00)]
    [InlineData((PixelFormat)4, 800, 600, 800, 0x4c43_0000, 0x1d_4c00)]
    [InlineData(PixelFormat.Masks, 800, 600, 800, 0x4c43_0000, 0x1d_4c00)]
    [InlineData(PixelFormat.BlueFirst, 800, 600, 799, 0x4c43_0000, 0x1d_4c00)]
    [InlineData(PixelFormat.BlueFirst, 800, 600, 800, 0, 0x1d_4c00)]
    [InlineData(PixelFormat.BlueFirst, 800, 600, 800, 0x4c43_0000, 0x1d_4bff)]
    [InlineData(PixelFormat.BlueFirst, 0, 600, 800, 0x4c43_0000, 0x1d_4c00)]
    [InlineData(PixelFormat.BlueFirst, 800, 0, 800, 0x4c43_0000, 0x1d_4c00)]
    [InlineData(PixelFormat.BlueFirst, 16384, 1, 16384, 0x4c43_0000, uint.MaxValue)]
    [InlineData(PixelFormat.BlueFirst, 1, 65537, 1, 0x4c43_0000, uint.MaxValue)]
    public void A_mode_without_a_linear_framebuffer_is_not_a_screen(
        PixelFormat format,
        uint width,
        uint height,
        uint stride,
        ulong start,
        ulong size
    ) => Assert.False(Framebuffer.TryFromMode(Mode(start, size), Information(format, width, height, stride), out _));

    /// <summary>
    /// Linux writes zeros over the table once it has read it: the next kernel of a chain finds no screen.
    /// </summary>
    [Fact]
    public void A_table_of_zeros_or_one_that_is_cut_is_no_screen()
    {
        Assert.False(Framebuffer.TryRead(new byte[64], out _));
        Framebuffer.TryFromMode(Mode(), Information(), out Framebuffer screen);
        byte[] table = new byte[64];
        MemoryMarshal.Write(table, in screen);
        Assert.False(Framebuffer.TryRead(table.AsSpan(0, 63), out _));
        table[0x24] = 0; // a stride that is shorter than a line
        Assert.False(Framebuffer.TryRead(table, out _));
    }

    [Theory]
    [InlineData(0x0000_00ff, 0, 8)]
    [InlineData(0x3ff0_0000, 20, 10)]
    [InlineData(0x8000_0000, 31, 1)]
    [InlineData(0xffff_ffff, 0, 32)]
    [InlineData(0, 0, 0)]
    public void A_mask_is_a_position_and_a_size(uint mask, byte position, byte size)
    {
        ColorChannel channel = ColorChannel.FromMask(mask);
        Assert.Equal((position, size, mask), (channel.Position, channel.Size, channel.Full));
    }
}
