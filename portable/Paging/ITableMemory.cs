using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>
/// Where translation tables live: physical memory in the kernel, an array in a host test. An implementation is a handle
/// to the memory and not the memory itself, so that several address spaces can draw on one supply.
/// </summary>
/// <remarks>
/// The table walker is another observer of memory (Arm ARM DDI 0487, D8.2 and B2.3). Before an implementation stores a
/// descriptor, everything it stored earlier, the zeroes of a new table first of all, must be visible to the walker: a
/// <c>dsb ishst</c> ahead of the store. Else the walker may follow a new link into what the memory held before.
/// </remarks>
public interface ITableMemory
{
    /// <summary>
    /// Takes memory for one table: zeroed, aligned to <paramref name="sizeBytes"/> (a granule, always) and below 2^48.
    /// False when there is none left.
    /// </summary>
    bool TryAllocateTable(ulong sizeBytes, out PhysicalAddress table);

    /// <summary>The 64-bit descriptor at <paramref name="index"/>.</summary>
    ulong Read(PhysicalAddress table, int index);

    /// <summary>
    /// Replaces the descriptor at <paramref name="index"/> in one 64-bit store, in the order described above.
    /// </summary>
    void Write(PhysicalAddress table, int index, ulong descriptor);
}
