using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// <c>EFI_MEMORY_ATTRIBUTES_TABLE</c> (UEFI 2.10, 4.6.4): which parts of the runtime regions are code and which data.
/// Version, number of entries, their size, flags; then descriptors as those of the memory map.
/// </summary>
public readonly ref struct MemoryAttributesTable
{
    public const int HeaderSizeBytes = 16;
    private const uint NewestVersion = 2;

    /// <summary>More runtime images than any firmware has; what is beyond is garbage.</summary>
    private const uint MaximumEntries = 4096;

    private readonly ReadOnlySpan<byte> _entries;
    private readonly int _descriptorSizeBytes;

    private MemoryAttributesTable(ReadOnlySpan<byte> entries, int descriptorSizeBytes, int count)
    {
        _entries = entries;
        _descriptorSizeBytes = descriptorSizeBytes;
        Count = count;
    }

    public int Count { get; }

    public MemoryDescriptor this[int index] =>
        MemoryMarshal.Read<MemoryDescriptor>(_entries[(index * _descriptorSizeBytes)..]);

    /// <summary>Bytes of the whole table, by its header; 0 where the header is not to be believed.</summary>
    public static ulong SizeOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSizeBytes)
        {
            return 0;
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        bool isSound =
            version is >= 1 and <= NewestVersion
            && count is >= 1 and <= MaximumEntries
            && size is >= MemoryDescriptor.MinimumSizeBytes and <= 4096
            && size % 8 == 0;
        return isSound ? HeaderSizeBytes + (ulong)count * size : 0;
    }

    /// <summary>A version after those known here, which kernels leave alone (Linux, efi_memattr_init).</summary>
    public static bool IsNewer(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header) > NewestVersion;

    /// <param name="table">From the header on, as many bytes as <see cref="SizeOf"/> gives; more are ignored.</param>
    /// <param name="result">The entries.</param>
    /// <returns>False for a table of which nothing can be believed.</returns>
    public static bool TryCreate(ReadOnlySpan<byte> table, out MemoryAttributesTable result)
    {
        result = default;
        ulong sizeBytes = SizeOf(table);
        if (sizeBytes == 0 || sizeBytes > (ulong)table.Length)
        {
            return false;
        }

        result = new MemoryAttributesTable(
            table[HeaderSizeBytes..(int)sizeBytes],
            (int)BinaryPrimitives.ReadUInt32LittleEndian(table[8..]),
            (int)BinaryPrimitives.ReadUInt32LittleEndian(table[4..])
        );
        return true;
    }
}
