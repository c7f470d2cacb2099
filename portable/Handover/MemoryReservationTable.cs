using System;
using System.Buffers.Binary;
using Keelson.Addresses;

namespace Keelson.Handover;

/// <summary>
/// <c>struct linux_efi_memreserve</c> (Linux, include/linux/efi.h): the head of a list of memory that a kernel keeps
/// across kexec, empty at boot. Without it no kernel can add to the list, and a GICv3's tables are lost at the first
/// kexec. Each node says how many entries it has room for and how many it has, and where the next one is; an entry is
/// an address and a size.
/// </summary>
public static class MemoryReservationTable
{
    /// <summary>Room for no entry, a count of none, and the address of a next table, none.</summary>
    public const int SizeBytes = 16;
    public const int EntryBytes = 16;

    /// <summary>A node is a page of the kernel that made it, of 64 KB at most.</summary>
    private const uint MaximumEntries = 0x1_0000 / EntryBytes - 1;

    public static void Write(Span<byte> destination) => destination[..SizeBytes].Clear();

    /// <param name="head">Of a node.</param>
    /// <param name="sizeBytes">All of it, with the room that is not used yet.</param>
    /// <param name="used">Entries.</param>
    /// <param name="next">0 at the end.</param>
    /// <returns>False where these bytes are no node.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, out ulong sizeBytes, out uint used, out PhysicalAddress next)
    {
        uint room = BinaryPrimitives.ReadUInt32LittleEndian(head);
        used = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        next = new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(head[8..]));
        sizeBytes = SizeBytes + (ulong)room * EntryBytes;
        return used <= room && room <= MaximumEntries;
    }

    /// <param name="entry">Of a node.</param>
    /// <param name="inUse">Memory that nobody can have reserved: the kernel that reads the list runs there.</param>
    /// <returns>False where these bytes are no reservation.</returns>
    public static bool TryReadEntry(ReadOnlySpan<byte> entry, PhysicalRange inUse, out PhysicalRange range)
    {
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(entry),
            sizeBytes = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
        range = default;
        if (sizeBytes > ulong.MaxValue - start)
        {
            return false;
        }
        range = PhysicalRange.FromSize(new PhysicalAddress(start), sizeBytes);
        return !range.Overlaps(inUse);
    }
}
