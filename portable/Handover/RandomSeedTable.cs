using System;
using System.Buffers.Binary;

namespace Keelson.Handover;

/// <summary>
/// <c>struct linux_efi_random_seed</c> (Linux, include/linux/efi.h): a size, then as many random bytes.
/// </summary>
public static class RandomSeedTable
{
    private const int HeaderSizeBytes = sizeof(uint);

    /// <summary>
    /// Linux takes no more (EFI_RANDOM_SEED_SIZE times what a chain of loaders may add); more would be somebody's
    /// mistake.
    /// </summary>
    private const uint MaximumSeedBytes = 512;

    /// <summary>Bytes of the seed behind a table's first four, or 0 where they make no sense.</summary>
    public static uint SeedSizeOf(ReadOnlySpan<byte> header)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header);
        return size <= MaximumSeedBytes ? size : 0;
    }

    /// <param name="destination">As long as header and both seeds.</param>
    /// <param name="seed">Fresh from the firmware; may be empty.</param>
    /// <param name="earlier">What a loader before us left, whose worth we cannot know: it is kept. May be
    /// empty.</param>
    public static void Write(Span<byte> destination, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> earlier)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)(seed.Length + earlier.Length));
        seed.CopyTo(destination[HeaderSizeBytes..]);
        earlier.CopyTo(destination[(HeaderSizeBytes + seed.Length)..]);
    }
}
