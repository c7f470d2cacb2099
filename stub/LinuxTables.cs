using System;
using Keelson.Addresses;
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

    public void Install(EfiSystem system, scoped ReadOnlySpan<byte> seed, scoped ref Firmware firmware)
    {
        _system = system;
        ReadOnlySpan<byte> earlier = default;
        if (
            system.TryFindTable(WellKnownGuids.LinuxRandomSeed, out PhysicalAddress table)
            && firmware.TryGet(table, HeaderSizeBytes, out ReadOnlySpan<byte> header)
        )
            earlier = firmware.Memory(table + HeaderSizeBytes, RandomSeedTable.SeedSizeOf(header));
        ulong seedTableSize = (ulong)(HeaderSizeBytes + seed.Length + earlier.Length);
        EfiStatus status = AlignedPages.Allocate(
            ref firmware,
            MemoryType.AcpiReclaim,
            MemoryReservationTable.SizeBytes + seedTableSize,
            0,
            out PhysicalAddress start
        );
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: no tables for the kernel: {status}");
            return;
        }
        _memory = PhysicalRange.FromSize(start, MemoryReservationTable.SizeBytes + seedTableSize);
        MemoryReservationTable.Write(firmware.Memory(start, MemoryReservationTable.SizeBytes));
        // A loader before us may have put reservations of its own into its table.
        if (!system.TryFindTable(WellKnownGuids.LinuxMemoryReservations, out _))
            _hasReservations = TryInstall(WellKnownGuids.LinuxMemoryReservations, start);
        if (!seed.IsEmpty)
        {
            start += MemoryReservationTable.SizeBytes;
            RandomSeedTable.Write(firmware.Memory(start, seedTableSize), seed, earlier);
            _hasSeed = TryInstall(WellKnownGuids.LinuxRandomSeed, start);
        }
        if (
            TpmEventLog.TryCopy(system, ref firmware, out _log)
            && !TryInstall(WellKnownGuids.LinuxTpmEventLog, _log.Start)
        )
            firmware.Free(ref _log);
    }

    /// <summary>Takes back what this added; an earlier seed is gone, as a table is replaced whole.</summary>
    // SAFETY: null takes a table back; the firmware copies the GUIDs.
    public unsafe void Release(scoped ref Firmware firmware)
    {
        if (_hasReservations)
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxMemoryReservations, null);
        if (_hasSeed)
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxRandomSeed, null);
        if (!_log.IsEmpty)
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxTpmEventLog, null);
        firmware.Free(ref _log);
        firmware.Free(ref _memory);
    }

    // SAFETY: the table lies in memory that is never given back while it is installed.
    private readonly unsafe bool TryInstall(EfiGuid guid, PhysicalAddress table)
    {
        EfiStatus status = _system.Boot.InstallConfigurationTable(guid, (void*)table.Value);
        if (status != EfiStatus.Success)
            Log.WriteLine($"warning: no table for the kernel: {status}");
        return status == EfiStatus.Success;
    }
}
