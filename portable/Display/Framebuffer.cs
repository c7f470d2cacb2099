using System;
using System.Buffers.Binary;
using System.Numerics;
using Keelson.Memory;
using Keelson.Uefi;

namespace Keelson.Display;

/// <summary>Where a colour's bits lie in a pixel.</summary>
public readonly struct ColorChannel(byte position, byte size)
{
    public byte Position { get; } = position;
    public byte Size { get; } = size;

    /// <summary>The channel at its brightest.</summary>
    public uint Full => (uint)((1ul << Size) - 1) << Position;

    /// <param name="mask">Bits next to each other (UEFI 2.10, 12.9.2.1).</param>
    public static ColorChannel FromMask(uint mask) => mask == 0
        ? default
        : new((byte)BitOperations.TrailingZeroCount(mask), (byte)(BitOperations.Log2(mask) - BitOperations.TrailingZeroCount(mask) + 1));
}

/// <summary>
/// Pixels in memory, as a kernel is told of them: <c>struct screen_info</c> (Linux, include/uapi/linux/screen_info.h), of
/// which EFI uses these fields, found through <c>LINUX_EFI_SCREEN_INFO_TABLE_GUID</c>.
/// </summary>
public struct Framebuffer
{
    public const int TableSizeBytes = 64;

    /// <summary>VIDEO_TYPE_EFI, at the place that once said whether there is a VGA.</summary>
    private const byte EfiVideoType = 0x70;
    /// <summary>VIDEO_CAPABILITY_SKIP_QUIRKS: the mode is what the firmware set, no mode of a VESA BIOS.</summary>
    private const uint SkipQuirks = 1;
    /// <summary>VIDEO_CAPABILITY_64BIT_BASE: ext_lfb_base counts.</summary>
    private const uint Has64BitBase = 2;
    private const int RedOffset = 0x26;

    public PhysicalAddress Start;
    public ushort Width;
    public ushort Height;
    public ushort StrideBytes;
    public ushort BitsPerPixel;
    public ColorChannel Red, Green, Blue, Reserved;

    public readonly bool Exists => Width != 0;
    public readonly uint SizeBytes => (uint)StrideBytes * Height;
    public readonly PhysicalRange Range => PhysicalRange.FromSize(Start, SizeBytes);
    public readonly int BytesPerPixel => BitsPerPixel / 8;

    /// <returns>False where there are no pixels in memory (Blt-only modes), or they are none that a kernel could be told of.</returns>
    public static bool TryFromMode(in GraphicsMode mode, in GraphicsModeInformation information, out Framebuffer screen)
    {
        screen = default;
        switch (information.PixelFormat)
        {
            case PixelFormat.RedFirst:
                screen.SetChannels(0xff, 0xff00, 0xff_0000, 0xff00_0000);
                break;
            case PixelFormat.BlueFirst:
                screen.SetChannels(0xff_0000, 0xff00, 0xff, 0xff00_0000);
                break;
            case PixelFormat.Masks:
                screen.SetChannels(information.RedMask, information.GreenMask, information.BlueMask, information.ReservedMask);
                break;
            default:
                return false;
        }
        screen.BitsPerPixel = (ushort)(screen.Red.Size + screen.Green.Size + screen.Blue.Size + screen.Reserved.Size);
        ulong stride = (ulong)information.PixelsPerScanLine * screen.BitsPerPixel / 8;
        screen.Start = new PhysicalAddress(mode.FramebufferStart);
        screen.Width = (ushort)information.HorizontalResolution;
        screen.Height = (ushort)information.VerticalResolution;
        screen.StrideBytes = (ushort)stride;
        return stride <= ushort.MaxValue && information.HorizontalResolution <= information.PixelsPerScanLine
            && information.VerticalResolution <= ushort.MaxValue && screen.SizeBytes <= mode.FramebufferSizeBytes && screen.IsSound;
    }

    private void SetChannels(uint red, uint green, uint blue, uint reserved)
    {
        Red = ColorChannel.FromMask(red);
        Green = ColorChannel.FromMask(green);
        Blue = ColorChannel.FromMask(blue);
        Reserved = ColorChannel.FromMask(reserved);
    }

    /// <summary>Drawing by these numbers stays within <see cref="Range"/>.</summary>
    private readonly bool IsSound => Start.Value != 0 && Height != 0 && Exists && BitsPerPixel is 16 or 24 or 32 && Width * BytesPerPixel <= StrideBytes;

    public readonly void Encode(Span<byte> table)
    {
        table[..TableSizeBytes].Clear();
        table[0x0f] = EfiVideoType;
        BinaryPrimitives.WriteUInt16LittleEndian(table[0x12..], Width);
        BinaryPrimitives.WriteUInt16LittleEndian(table[0x14..], Height);
        BinaryPrimitives.WriteUInt16LittleEndian(table[0x16..], BitsPerPixel);
        BinaryPrimitives.WriteUInt32LittleEndian(table[0x18..], (uint)Start.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(table[0x1c..], SizeBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(table[0x24..], StrideBytes);
        WriteChannel(table, 0, Red);
        WriteChannel(table, 1, Green);
        WriteChannel(table, 2, Blue);
        WriteChannel(table, 3, Reserved);
        BinaryPrimitives.WriteUInt16LittleEndian(table[0x32..], 1); // pages
        uint high = (uint)(Start.Value >> 32);
        BinaryPrimitives.WriteUInt32LittleEndian(table[0x36..], high == 0 ? SkipQuirks : SkipQuirks | Has64BitBase);
        BinaryPrimitives.WriteUInt32LittleEndian(table[0x3a..], high);
    }

    /// <returns>False for anything but a framebuffer of EFI's: Linux zeroes the table once it has read it.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> table, out Framebuffer screen)
    {
        screen = default;
        if (table.Length < TableSizeBytes || table[0x0f] != EfiVideoType)
            return false;
        ulong start = BinaryPrimitives.ReadUInt32LittleEndian(table[0x18..]);
        if ((BinaryPrimitives.ReadUInt32LittleEndian(table[0x36..]) & Has64BitBase) != 0)
            start |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(table[0x3a..]) << 32;
        screen.Start = new PhysicalAddress(start);
        screen.Width = BinaryPrimitives.ReadUInt16LittleEndian(table[0x12..]);
        screen.Height = BinaryPrimitives.ReadUInt16LittleEndian(table[0x14..]);
        screen.BitsPerPixel = BinaryPrimitives.ReadUInt16LittleEndian(table[0x16..]);
        screen.StrideBytes = BinaryPrimitives.ReadUInt16LittleEndian(table[0x24..]);
        screen.Red = ReadChannel(table, 0);
        screen.Green = ReadChannel(table, 1);
        screen.Blue = ReadChannel(table, 2);
        screen.Reserved = ReadChannel(table, 3);
        return screen.IsSound;
    }

    private static void WriteChannel(Span<byte> table, int index, ColorChannel channel)
    {
        table[RedOffset + 2 * index] = channel.Size;
        table[RedOffset + 2 * index + 1] = channel.Position;
    }

    private static ColorChannel ReadChannel(ReadOnlySpan<byte> table, int index) => new(table[RedOffset + 2 * index + 1], table[RedOffset + 2 * index]);
}
