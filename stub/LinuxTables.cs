using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The configuration tables that Linux's own stub leaves for the kernel, in memory that every kernel after it keeps
/// (ACPI reclaim memory). Each is a help and none is a condition: what cannot be had is left out with a warning.
/// </summary>
internal ref struct LinuxTables
{
    private const int HeaderSizeBytes = sizeof(uint);

    private EfiSystem _system;
    private PhysicalRange _memory;
    private PhysicalRange _log;
    private bool _hasReservations,
        _hasSeed;

    public void Install(EfiSystem system, scoped ReadOnlySpan<byte> seed, Firmware firmware)
    {
        _system = system;
        Span<byte> earlier = EarlierSeed(system, firmware);
        ulong seedTableSize = (ulong)(HeaderSizeBytes + seed.Length + earlier.Length);
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            MemoryType.AcpiReclaim,
            MemoryReservationTable.SizeBytes + seedTableSize,
            0,
            out _memory
        );
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: no memory for the configuration tables: {status}");
            return;
        }
        Span<byte> tables = firmware.Memory(_memory);
        MemoryReservationTable.Write(tables[..MemoryReservationTable.SizeBytes]);
        // A loader before us may have put reservations of its own into its table. Linux does not survive one that leads
        // nowhere; the kernel-shim does, and tells of it.
        if (
            !system.TryFindTable(WellKnownGuids.LinuxMemoryReservations, out PhysicalAddress earlierTable)
            || RelocationGuard.MustConvert && !AddressLookup.IsMemory(earlierTable.Value)
        )
        {
            _hasReservations = TryInstall(WellKnownGuids.LinuxMemoryReservations, _memory.Start);
        }
        if (!seed.IsEmpty)
        {
            RandomSeedTable.Write(tables[MemoryReservationTable.SizeBytes..], seed, earlier);
            _hasSeed = TryInstall(WellKnownGuids.LinuxRandomSeed, _memory.Start + MemoryReservationTable.SizeBytes);
            if (_hasSeed)
            {
                // One copy is enough (as in Linux's stub, efi_random_get_seed).
                earlier.Clear();
            }
        }
        if (TpmEventLog.TryCopy(system, firmware, out _log) && !TryInstall(WellKnownGuids.LinuxTpmEventLog, _log.Start))
        {
            AlignedPages.Free(firmware, ref _log);
        }
    }

    /// <summary>What a loader before us left for the kernel; empty without.</summary>
    // One caller in the stub alone, which is full.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> EarlierSeed(EfiSystem system, Firmware firmware) =>
        system.TryFindTable(WellKnownGuids.LinuxRandomSeed, out PhysicalAddress table)
        && firmware.TryGet(table, HeaderSizeBytes, out ReadOnlySpan<byte> header)
            ? firmware.Memory(PhysicalRange.FromSize(table + HeaderSizeBytes, RandomSeedTable.SeedSizeOf(header)))
            : default;

    /// <summary>Takes back what this added; an earlier seed is gone, as a table is replaced whole.</summary>
    // SAFETY: null takes a table back; the firmware copies the GUIDs.
    public unsafe void Release(Firmware firmware)
    {
        if (_hasReservations)
        {
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxMemoryReservations, null);
        }
        if (_hasSeed)
        {
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxRandomSeed, null);
        }
        if (!_log.IsEmpty)
        {
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxTpmEventLog, null);
        }
        AlignedPages.Free(firmware, ref _log);
        firmware.Memory(_memory).Clear();
        AlignedPages.Free(firmware, ref _memory);
    }

    // SAFETY: the table lies in memory that is never given back while it is installed.
    private readonly unsafe bool TryInstall(EfiGuid guid, PhysicalAddress table)
    {
        EfiStatus status = _system.Boot.InstallConfigurationTable(guid, (void*)table.Value);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: InstallConfigurationTable: {status}");
        }
        return status == EfiStatus.Success;
    }
}
