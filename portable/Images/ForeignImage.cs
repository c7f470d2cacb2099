using System;
using System.Buffers.Binary;

namespace Keelson.Images;

/// <summary>What a file is that is no arm64 Image, as far as that helps whoever named it as one.</summary>
public static class ForeignImage
{
    private const ushort DosSignature = 0x5a4d;

    /// <summary>
    /// "zimg", behind "MZ" in a kernel that unpacks itself as an EFI program (Linux,
    /// drivers/firmware/efi/libstub/zboot-header.S).
    /// </summary>
    private const uint ZbootSignature = 0x676d_697a;
    private const ushort Arm64Machine = 0xaa64;

    /// <param name="file">Its first 64 bytes at least.</param>
    public static Arm64ImageError Recognize(ReadOnlySpan<byte> file)
    {
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(file);
        if ((ushort)first == DosSignature)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) == ZbootSignature)
            {
                return Arm64ImageError.Compressed;
            }

            uint pe = BinaryPrimitives.ReadUInt32LittleEndian(file[Arm64Image.PeHeaderOffset..]);
            if (
                pe <= (uint)file.Length - 6
                && BinaryPrimitives.ReadUInt32LittleEndian(file[(int)pe..]) == PeImage.Signature
                && BinaryPrimitives.ReadUInt16LittleEndian(file[((int)pe + 4)..]) != Arm64Machine
            )
            {
                return Arm64ImageError.OtherArchitecture;
            }
        }
        // gzip, Zstandard, LZ4 as the kernel uses it, XZ, bzip2: the first bytes of each format.
        bool isPacked =
            (ushort)first == 0x8b1f
            || first is 0xfd2f_b528 or 0x184c_2102 or 0x587a_37fd
            || (first & 0xff_ffff) == 0x68_5a42;
        return isPacked ? Arm64ImageError.Compressed : Arm64ImageError.BadMagic;
    }
}
