using System.Buffers.Binary;
using System.Text;

namespace Keelson.Portable.Tests;

/// <summary>
/// An EFI zboot image as Linux makes it (drivers/firmware/efi/libstub/zboot-header.S, zboot.lds, Makefile.zboot), but
/// for the code that would unpack it: what starts it must do so.
/// </summary>
internal static class ZbootImage
{
    private const int HeaderSizeBytes = 0x1000;
    private const uint LinuxPeMagic = 0x8182_23cd;
    private const int PeOffset = 64;
    private const ushort Arm64 = 0xaa64;

    /// <param name="method">COMP_TYPE.</param>
    /// <param name="packed">The payload, by that method.</param>
    /// <param name="contentSizeBytes">Behind the payload, unless it is gzip's, which has it.</param>
    public static byte[] Make(string method, byte[] packed, int contentSizeBytes)
    {
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, contentSizeBytes);
        byte[] file = [.. new byte[HeaderSizeBytes], .. packed, .. method == "gzip" ? [] : size, .. "end of .rodata"u8];
        "MZ\0\0zimg"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), HeaderSizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), packed.Length);
        Encoding.ASCII.GetBytes(method).CopyTo(file, 24);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x38), LinuxPeMagic);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x3c), PeOffset);
        "PE\0\0"u8.CopyTo(file.AsSpan(PeOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 4), Arm64);
        return file;
    }

    /// <summary>Linux pads the Image to all the memory that it needs before it packs it (cmd_copy_and_pad).</summary>
    public static byte[] Pad(byte[] image) =>
        [.. image, .. new byte[BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(16)) - image.Length]];
}
