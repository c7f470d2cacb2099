using System;
using System.Buffers.Binary;

namespace Keelson.Images;

/// <summary>What a file is that is not an arm64 Image, as far as that helps the user who named it.</summary>
public static class ForeignImage
{
    private const ushort DosSignature = 0x5a4d;

    private const ushort Arm64Machine = 0xaa64;

    /// <param name="file">Its first 64 bytes at least.</param>
    public static Arm64ImageError Recognize(ReadOnlySpan<byte> file)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(file) == DosSignature)
        {
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
        return PackedKernel.IsPacked(file) ? Arm64ImageError.Compressed : Arm64ImageError.BadMagic;
    }
}
