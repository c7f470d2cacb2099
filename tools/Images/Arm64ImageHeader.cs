using System.Buffers.Binary;
using Keelson.Paging;

namespace Keelson.Tools.Images;

/// <summary>
/// The 64 bytes at the start of an arm64 <c>Image</c> (Linux, Documentation/arch/arm64/booting.rst, section 4).
/// </summary>
/// <param name="EntryOffset">Where the first instruction is, in bytes from the start of the image.</param>
/// <param name="ImageSizeBytes">In memory, BSS included.</param>
/// <param name="PeHeaderOffset"><c>res5</c>: where a PE header stands in the same file.</param>
internal readonly record struct Arm64ImageHeader(
    uint EntryOffset,
    ulong ImageSizeBytes,
    Granule Granule,
    uint PeHeaderOffset
)
{
    public const int SizeBytes = 0x40;

    /// <summary>A branch reaches this far: 26 bits of words, signed.</summary>
    public const uint BranchRangeBytes = 1 << 27;

    private const uint Branch = 0x1400_0000; // B <label> (Arm ARM, C6.2.26)
    private const uint Magic = 0x644D_5241; // "ARM\x64"
    private const ulong PlacedAnywhere = 1 << 3;

    public void Write(Span<byte> target)
    {
        target[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Branch | (EntryOffset >> 2));
        // code1 stays 0: nothing falls through the branch. text_offset (8) stays 0: the image wants no distance from a
        // 2 MB boundary.
        BinaryPrimitives.WriteUInt64LittleEndian(target[0x10..], ImageSizeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target[0x18..], Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x38..], Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x3C..], PeHeaderOffset);
    }

    // Bit 0 clear: little endian. Bits 1 and 2: the granule, so that a loader can refuse what the core can't translate.
    private ulong Flags => PlacedAnywhere | Granule.ImageHeaderPageSize << 1;
}
