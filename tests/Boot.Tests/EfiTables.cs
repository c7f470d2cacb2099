using System.Buffers.Binary;
using Keelson.Handover;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Uefi;

namespace Keelson.Boot.Tests;

/// <summary>
/// The system's configuration tables as a kernel finds them, read out of the machine (UEFI 2.10, 4.3, 4.6).
/// </summary>
internal static class EfiTables
{
    private const int EntryBytes = 24;
    private const int SystemTableBytes = 120,
        CountOffset = 104,
        TablesOffset = 112;

    /// <summary>Every table's address by its GUID.</summary>
    public static async Task<Dictionary<EfiGuid, ulong>> ReadAsync(LiveGuest guest, KernelHandover handover)
    {
        byte[] system = await guest.ReadPhysicalMemoryAsync(handover.SystemTable.Value, SystemTableBytes);
        HandedMap map = await HandedMap.ReadAsync(guest, handover);
        // SetVirtualAddressMap made this pointer a virtual one; those behind it stay physical (UEFI 2.10, 8.4.1).
        ulong tables = BinaryPrimitives.ReadUInt64LittleEndian(system.AsSpan(TablesOffset));
        RuntimeRegion region = map.Runtime.Single(one =>
            tables >= one.Virtual && tables - one.Virtual < one.PageCount * MemoryDescriptor.PageSizeBytes
        );
        int count = (int)BinaryPrimitives.ReadUInt64LittleEndian(system.AsSpan(CountOffset));
        byte[] entries = await guest.ReadPhysicalMemoryAsync(
            tables - region.Virtual + region.Physical,
            count * EntryBytes
        );
        return Enumerable
            .Range(0, count)
            .ToDictionary(
                index => System.Runtime.InteropServices.MemoryMarshal.Read<EfiGuid>(entries.AsSpan(index * EntryBytes)),
                index => BinaryPrimitives.ReadUInt64LittleEndian(entries.AsSpan(index * EntryBytes + 16))
            );
    }
}
