using System;
using System.Runtime;
using System.Threading;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Incoherent;

/// <summary>
/// Breaks each rule of the coherence checker once, and does the same right: QEMU, which has no caches, forgives all of
/// it. For an EL1 machine with 4 KB granules, as AAVMF's are.
/// </summary>
internal static class EntryPoint
{
    /// <summary>RET (Arm ARM DDI 0487, C6.2).</summary>
    private const uint Return = 0xd65f_03c0;
    private const ulong LineBytes = 64;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "incoherent");
        const ulong Pages = 12;
        EfiStatus status = system.Boot.AllocatePages(
            MemoryType.LoaderCode,
            Pages,
            new PhysicalAddress(ulong.MaxValue),
            out PhysicalAddress pages
        );
        if (status != EfiStatus.Success || !TestTables.TryMake(pages + 4 * Alignment.Size4K, out TestTables tables))
        {
            EfiApplication.WriteLine($"incoherent: no pages, or no room in the firmware's tables");
            return EfiStatus.Unsupported;
        }
        EfiApplication.WriteLine($"incoherent: begins");
        Clean(pages.Value, Pages * Alignment.Size4K);
        Clean(Routines.Start(), Routines.End() - Routines.Start());
        Cpu.MaskInterrupts();
        BreakCaches(pages.Value);
        tables.Install();
        BreakTables(tables, pages.Value + Alignment.Size4K);
        tables.Remove();
        BreakContract(pages.Value + 8 * Alignment.Size4K);
        EfiApplication.WriteLine($"incoherent: ends");
        return system.Runtime.ResetSystem(ResetType.Shutdown);
    }

    /// <param name="line">The first of a page of them, one for each routine.</param>
    private static void BreakCaches(ulong line)
    {
        Routines.HealthyMaintenance(line, Return);
        Routines.UncachedReadOfDirtyLine(line += LineBytes, 1);
        Routines.CachedReadOfStaleLine(line += LineBytes, 1);
        Routines.UncachedWriteUnderDirtyLine(line += LineBytes, 1);
        Routines.MaintenanceWithoutBarrier(line += LineBytes, 1);
        Routines.CleanWithoutBarrier(line += LineBytes, 1);
        Routines.InvalidateOfDirtyLine(line += LineBytes, 1);
        Routines.FetchOfDirtyLine(line += LineBytes, Return);
        Routines.EntryWithTheMmuOn(line);
        Routines.FetchWithoutInvalidation(line += LineBytes, Return);
        Routines.FetchWithoutClean(line + LineBytes, Return);
    }

    /// <param name="frame">Memory that nothing has touched since the tables were installed.</param>
    private static void BreakTables(in TestTables tables, ulong frame)
    {
        ulong entry = tables.Entry,
            memory = tables.Memory,
            other = tables.Device,
            address = tables.Address;
        Routines.HealthyTables(entry, memory, memory, address);
        Routines.UseWithoutDsb(entry, memory, other, address);
        Routines.ChangeWithoutBreak(entry, memory, other, address);
        Routines.MakeWithoutTlbi(entry, memory, other, address);
        Routines.TlbiWithoutDsb(entry, memory, other, address);
        Routines.MakeBeforeTlbiIsComplete(entry, memory, other, address);
        Routines.TableWithoutIsb(tables.Twin, frame);
        Routines.TwoMemoryTypes(entry, memory, tables.NonCacheable, tables.AliasOf(frame), frame);
        Routines.ExclusiveToDevice(entry, memory, tables.DeviceOfMemory, tables.AliasOf(frame + Alignment.Size4K));
        Routines.WriteBackDevice(entry, tables.MemoryOfDevice, other, tables.Address + TestTables.SerialPort);
    }

    /// <param name="page">The first of four: tree and map, the firmware's, nobody's, ours.</param>
    private static void BreakContract(ulong page)
    {
        ulong firmwares = page + Alignment.Size4K,
            nobodys = firmwares + Alignment.Size4K,
            ours = nobodys + Alignment.Size4K;
        OwnedMemory.Write(page, firmwares, Routines.FirmwarePage(), Routines.BootServicesPage(), nobodys);
        Clean(page, Alignment.Size4K);
        Routines.HealthyOwnershipBehindExit(firmwares, ours);
        Routines.WriteBehindExit(firmwares, 1);
        Routines.ReadBehindExit(nobodys);
        Routines.BootServicesBehindExit();
        Routines.EntryWithTheMmuOn(page);
        Routines.HealthyOwnership(firmwares, ours);
        Routines.WriteToTheFirmwaresMemory(firmwares, 1);
        Routines.ReadOfNobodysMemory(nobodys);
        Routines.FirmwareExecutesData();
    }

    private static void Clean(ulong start, ulong sizeBytes) =>
        Caches.CleanAndInvalidateToPointOfCoherency(new VirtualAddress(start), sizeBytes);
}
