using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Uefi.Protocols;

namespace Keelson.Display;

/// <summary>Where a colour's bits lie in a pixel.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct ColorChannel(byte position, byte size)
{
    private readonly byte _size = size;
    private readonly byte _position = position;

    public byte Position => _position;
    public byte Size => _size;

    /// <summary>The channel at its brightest.</summary>
    public uint Full => (uint)((1ul << Size) - 1) << Position;

    /// <param name="mask">Bits next to each other (UEFI 2.10, 12.9.2.1).</param>
    public static ColorChannel FromMask(uint mask)
    {
        int position = BitOperations.TrailingZeroCount(mask);
        return mask == 0 ? default : new((byte)position, (byte)(BitOperations.Log2(mask) - position + 1));
    }
}

/// <summary>
/// Pixels in memory, as a kernel is told of them: <c>struct screen_info</c> (Linux, include/uapi/linux/screen_info.h),
/// of which EFI uses these fields, found through <c>LINUX_EFI_SCREEN_INFO_TABLE_GUID</c>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeOfTable, Pack = 1)]
public partial struct Framebuffer
{
    public const int SizeOfTable = 64;

    /// <summary>VIDEO_TYPE_EFI, at the place that once said whether there is a VGA.</summary>
    private const byte EfiVideoType = 0x70;

    /// <summary>VIDEO_CAPABILITY_SKIP_QUIRKS: the mode is what the firmware set, no mode of a VESA BIOS.</summary>
    private const uint SkipQuirks = 1;

    /// <summary>VIDEO_CAPABILITY_64BIT_BASE: ext_lfb_base counts.</summary>
    private const uint Has64BitBase = 2;

    [FieldOffset(0x0f)]
    private byte _videoType;

    [FieldOffset(0x12)]
    public ushort Width;

    [FieldOffset(0x14)]
    public ushort Height;

    [FieldOffset(0x16)]
    public ushort BitsPerPixel;

    [FieldOffset(0x18)]
    private uint _startLow;

    [FieldOffset(0x1c)]
    private uint _sizeBytes;

    [FieldOffset(0x24)]
    public ushort StrideBytes;

    [FieldOffset(0x26)]
    public ColorChannel Red;

    [FieldOffset(0x28)]
    public ColorChannel Green;

    [FieldOffset(0x2a)]
    public ColorChannel Blue;

    [FieldOffset(0x2c)]
    public ColorChannel Reserved;

    [FieldOffset(0x32)]
    private ushort _pages;

    [FieldOffset(0x36)]
    private uint _capabilities;

    [FieldOffset(0x3a)]
    private uint _startHigh;

    public readonly bool Exists => Width != 0;
    public readonly uint SizeBytes => (uint)StrideBytes * Height;
    public readonly PhysicalAddress Start =>
        new(_startLow | ((_capabilities & Has64BitBase) != 0 ? (ulong)_startHigh << 32 : 0));
    public readonly PhysicalRange Range => PhysicalRange.FromSize(Start, SizeBytes);
    public readonly int BytesPerPixel => BitsPerPixel / 8;

    /// <returns>False where there are no pixels in memory (Blt-only modes), or they are none that a kernel could be
    /// told of.</returns>
    public static bool TryFromMode(in GraphicsMode mode, in GraphicsModeInformation information, out Framebuffer screen)
    {
        const uint Lowest = 0xff,
            Second = 0xff00,
            Third = 0xff_0000,
            Highest = 0xff00_0000;
        screen = default;
        PixelFormat format = information.PixelFormat;
        if (format > PixelFormat.Masks)
        {
            return false;
        }

        bool hasMasks = format == PixelFormat.Masks,
            isRedFirst = format == PixelFormat.RedFirst;
        screen.Red = ColorChannel.FromMask(
            hasMasks ? information.RedMask
            : isRedFirst ? Lowest
            : Third
        );
        screen.Green = ColorChannel.FromMask(hasMasks ? information.GreenMask : Second);
        screen.Blue = ColorChannel.FromMask(
            hasMasks ? information.BlueMask
            : isRedFirst ? Third
            : Lowest
        );
        screen.Reserved = ColorChannel.FromMask(hasMasks ? information.ReservedMask : Highest);
        screen.BitsPerPixel = (ushort)(screen.Red.Size + screen.Green.Size + screen.Blue.Size + screen.Reserved.Size);
        ulong stride = (ulong)information.PixelsPerScanLine * screen.BitsPerPixel / 8;
        screen._videoType = EfiVideoType;
        screen.Width = (ushort)information.HorizontalResolution;
        screen.Height = (ushort)information.VerticalResolution;
        screen.StrideBytes = (ushort)stride;
        screen._pages = 1;
        screen.SetMemory(mode.FramebufferStart);
        return stride <= ushort.MaxValue
            && information.HorizontalResolution <= information.PixelsPerScanLine
            && information.VerticalResolution <= ushort.MaxValue
            && screen.SizeBytes <= mode.FramebufferSizeBytes
            && screen.IsSound;
    }

    /// <summary>Once its dimensions are known.</summary>
    private void SetMemory(ulong start)
    {
        _sizeBytes = SizeBytes;
        _startLow = (uint)start;
        _startHigh = (uint)(start >> 32);
        _capabilities = _startHigh == 0 ? SkipQuirks : SkipQuirks | Has64BitBase;
    }

    /// <returns>False for anything but a framebuffer of EFI's: Linux zeroes the table once it has read it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> table, out Framebuffer screen)
    {
        screen = table.Length < SizeOfTable ? default : MemoryMarshal.Read<Framebuffer>(table);
        if (screen.IsSound)
        {
            return true;
        }

        screen = default;
        return false;
    }

    /// <summary>Drawing by these numbers stays within <see cref="Range"/>.</summary>
    private readonly bool IsSound =>
        _videoType == EfiVideoType
        && Start.Value != 0
        && Height != 0
        && Exists
        && BitsPerPixel is 16 or 24 or 32
        && Width * BytesPerPixel <= StrideBytes;
}
