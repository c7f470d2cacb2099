using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Keelson.Images;

/// <summary>
/// Which build an image in memory is: the first eight bytes of the GUID that its CodeView record (<c>RSDS</c>; PE
/// Format, "Debug Type") shares with the PDB, which the linker makes of the PDB's contents. Images of one number have
/// the same symbols and lines.
/// </summary>
public static class BuildOfImage
{
    /// <summary>"RSDS".</summary>
    private const uint Signature = 0x5344_5352;

    /// <summary>From "PE\0\0": behind it, the COFF header, the optional header's fields and six directories.</summary>
    private const uint DebugDirectory = 4 + 20 + 112 + (6 * 8);
    private const uint AddressOfRawData = 20;

    /// <param name="image">As it lies in memory. Nothing in it is relied on: whoever asks is at its end.</param>
    /// <returns>The digits as debuggers write them; 0 for an image that carries none.</returns>
    public static ulong Find(ReadOnlySpan<byte> image)
    {
        uint directory = WordAt(image, WordAt(image, Arm64Image.PeHeaderOffset) + DebugDirectory);
        // The linker writes the CodeView record first.
        uint record = WordAt(image, directory + AddressOfRawData);
        return WordAt(image, record) != Signature
            ? 0
            : ((ulong)WordAt(image, record + 4) << 32) | BitOperations.RotateLeft(WordAt(image, record + 8), 16);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint WordAt(ReadOnlySpan<byte> image, uint offset) =>
        offset < (uint)image.Length && image.Length - (int)offset >= sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(image[(int)offset..])
            : 0;
}
