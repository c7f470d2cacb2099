using System;

namespace Keelson.Handover;

/// <summary>
/// <c>struct linux_efi_memreserve</c> (Linux, include/linux/efi.h): the head of a list of memory that a kernel keeps
/// across kexec, empty at boot. Without it no kernel can add to the list, and a GICv3's tables are lost at the first
/// kexec.
/// </summary>
public static class MemoryReservationTable
{
    /// <summary>Room for no entry, a count of none, and the address of a next table, none.</summary>
    public const int SizeBytes = 16;

    public static void Write(Span<byte> destination) => destination[..SizeBytes].Clear();
}
