using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.Images;

/// <summary>What a file is that is not an arm64 Image, as far as that helps the user who named it.</summary>
public static class ForeignImage
{
    private const ushort DosSignature = 0x5a4d;

    private const ushort Arm64Machine = 0xaa64;

    /// <param name="file">Its first 64 bytes at least.</param>
    public static Arm64ImageError Recognize(ReadOnlySpan<byte> file)
    {
        if (TryGetMachine(file, out ushort machine) && machine != Arm64Machine)
        {
            return Arm64ImageError.OtherArchitecture;
        }

        return PackedKernel.IsPacked(file) ? Arm64ImageError.Compressed : Arm64ImageError.BadMagic;
    }

    /// <summary>Whether it is a PE image that arm64 firmware starts, as a unified kernel image is.</summary>
    /// <param name="file">Its first bytes.</param>
    public static bool IsProgram(ReadOnlySpan<byte> file) =>
        file.Length >= Arm64Image.HeaderSizeBytes && TryGetMachine(file, out ushort machine) && machine == Arm64Machine;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryGetMachine(ReadOnlySpan<byte> file, out ushort machine)
    {
        machine = 0;
        if (BinaryPrimitives.ReadUInt16LittleEndian(file) != DosSignature)
        {
            return false;
        }

        uint pe = BinaryPrimitives.ReadUInt32LittleEndian(file[Arm64Image.PeHeaderOffset..]);
        if (pe > (uint)file.Length - 6 || BinaryPrimitives.ReadUInt32LittleEndian(file[(int)pe..]) != PeImage.Signature)
        {
            return false;
        }

        machine = BinaryPrimitives.ReadUInt16LittleEndian(file[((int)pe + 4)..]);
        return true;
    }
}
