using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// Steps 3 to 7 of the stub: two memory maps, the scratch for SetVirtualAddressMap, the device tree, the layout, the
/// end of boot services. Everything that allocates or may be reported on a console is in <see cref="Prepare"/>;
/// <see cref="Leave"/> calls nothing but GetMemoryMap, ExitBootServices and SetVirtualAddressMap.
/// </summary>
public ref struct BootExit<TFirmware>
    where TFirmware : struct, IFirmware
{
    /// <summary>
    /// Descriptors by which the map may grow between sizing and fetching it; Linux allows as many
    /// (EFI_MMAP_NR_SLACK_SLOTS).
    /// </summary>
    public const int SlackDescriptors = 32;
    public const int MaximumExitAttempts = 4;
    private const int MaximumMapAttempts = 4;

    private ChosenWriter _chosen;
    private BootRecord _record;
    private PhysicalRange _scratch;
    private PhysicalRange _map;
    private PhysicalRange _tree;

    /// <summary>
    /// For the console: the error behind <see cref="BootExitError.BadDeviceTree"/>, the map's behind BadMemoryMap, the
    /// firmware's behind the rest.
    /// </summary>
    public DeviceTreeError DeviceTreeError { get; private set; }
    public MemoryMapError MapError { get; private set; }
    public EfiStatus FirmwareStatus { get; private set; }

    public readonly PhysicalRange Scratch => _scratch;
    public readonly PhysicalRange MapBuffer => _map;
    public readonly PhysicalRange DeviceTree => _tree;

    /// <summary>Runtime regions in the first map: an upper bound for the second.</summary>
    public int RuntimeRegionBound { get; private set; }
    public int DescriptorSizeBytes { get; private set; }
    public readonly BootRecord Record => _record;

    /// <summary>What an earlier step found out, for the kernel's report.</summary>
    public void RecordAllocations(uint checks, uint exact)
    {
        _record.AllocationChecks = checks;
        _record.ExactAllocations = exact;
    }

    /// <summary>What the kernel may believe.</summary>
    public void RecordTrust(SecureBootState secureBoot, InitrdOrigin initrd)
    {
        _record.SecureBoot = secureBoot;
        _record.IsInitrdCarried = initrd == InitrdOrigin.Carried;
    }

    /// <summary>By what the report of this run will be known.</summary>
    public void RecordRun(ulong id, uint number)
    {
        _record.RunId = id;
        _record.RunNumber = number;
    }

    /// <summary>By the firmware's clock, before the kernel asks it again.</summary>
    public void RecordClock(in EfiTime time) => _record.Clock = time;

    /// <summary>For the kernel's report.</summary>
    public void RecordFacts(BootTimeFacts facts) => _record.Facts = facts;

    /// <summary>What was seen of SetVirtualAddressMap; after <see cref="Leave"/>.</summary>
    public readonly void RecordRelocation(in RelocationAccount first, in RelocationAccount second) =>
        _chosen.UpdateRelocation(in first, in second);

    /// <summary>How the kernel can speak and stop, whatever becomes of the tables that say so.</summary>
    public void RecordPlatform(in Platform.SerialPort console, Platform.PsciConduit psci)
    {
        _record.Console = console;
        _record.Psci = psci;
    }

    /// <summary>
    /// Memory map one, which only says how much room everything needs; and that room, with the device tree written into
    /// it.
    /// </summary>
    public BootExitError Prepare(TFirmware firmware, scoped ref HandoverRequest request)
    {
        BootExitError error = TakeFirstMap(firmware, ref request);
        if (error == BootExitError.None)
        {
            DeviceTreeError = ChosenWriter.TryBuild(in request, firmware.Memory(_tree), out _chosen);
            error = DeviceTreeError == DeviceTreeError.None ? BootExitError.None : BootExitError.BadDeviceTree;
        }

        if (error != BootExitError.None)
        {
            Release(firmware);
        }

        return error;
    }

    /// <summary>
    /// Memory map two, the layout, ExitBootServices, SetVirtualAddressMap. On success boot services are gone and the
    /// device tree is ready for the kernel. Before the first ExitBootServices a map that outgrew its buffer gets a
    /// larger one; afterwards nothing can be allocated any more (UEFI 2.10, 7.4.6).
    /// </summary>
    public BootExitError Leave(TFirmware firmware, scoped in HandoverRequest request)
    {
        MemoryMapInfo info;
        for (int attempt = 1; (FirmwareStatus = TakeMap(firmware, out info)) != EfiStatus.Success; attempt++)
        {
            if (FirmwareStatus != EfiStatus.BufferTooSmall || attempt == MaximumMapAttempts)
            {
                return BootExitError.NoMemoryMap;
            }

            AlignedPages.Free(firmware, ref _map);
            if (!TryAllocate(firmware, info.SizeBytes + SlackDescriptors * info.DescriptorSizeBytes, out _map))
            {
                return BootExitError.OutOfMemory;
            }
        }
        while (true)
        {
            BootExitError error = LayOut(firmware, in request, info, out RuntimeLayoutSummary layout);
            if (error != BootExitError.None)
            {
                return error;
            }

            _record.MapKey = info.MapKey;
            _record.ExitAttempts++;
            FirmwareStatus = firmware.ExitBootServices(info.MapKey);
            if (FirmwareStatus == EfiStatus.Success)
            {
                Relocate(firmware, in request, info, layout);
                return BootExitError.None;
            }
            if (FirmwareStatus != EfiStatus.InvalidParameter || _record.ExitAttempts == MaximumExitAttempts)
            {
                return BootExitError.ExitRefused;
            }
            // An event handler changed the map under its key: fetch it again, into the same buffer.
            FirmwareStatus = TakeMap(firmware, out info);
            if (FirmwareStatus == EfiStatus.BufferTooSmall)
            {
                return BootExitError.MapOutgrewBuffer;
            }

            if (FirmwareStatus != EfiStatus.Success)
            {
                return BootExitError.ExitRefused;
            }
        }
    }

    /// <summary>Gives back what <see cref="Prepare"/> took; only while boot services last.</summary>
    public void Release(TFirmware firmware)
    {
        AlignedPages.Free(firmware, ref _map);
        AlignedPages.Free(firmware, ref _tree);
        AlignedPages.Free(firmware, ref _scratch);
    }

    /// <summary>All the room is asked for at once: each call for pages costs the firmware a walk of its map.</summary>
    private BootExitError TakeFirstMap(TFirmware firmware, scoped ref HandoverRequest request)
    {
        ulong treeBytes = AlignedPages.RoundedSize(ChosenWriter.CapacityFor(in request));
        FirmwareStatus = firmware.GetMemoryMap(default, out MemoryMapInfo info);
        for (
            int attempt = 0;
            attempt < MaximumMapAttempts
                && FirmwareStatus == EfiStatus.BufferTooSmall
                // The kernel gets both in 32 bits; and sums of more could overflow into a small allocation.
                && (info.SizeBytes | info.DescriptorSizeBytes) <= uint.MaxValue;
            attempt++
        )
        {
            Release(firmware);
            ulong slackBytes = SlackDescriptors * (ulong)info.DescriptorSizeBytes;
            ulong scratchBytes = AlignedPages.RoundedSize(info.SizeBytes + slackBytes);
            ulong mapBytes = AlignedPages.RoundedSize(scratchBytes + slackBytes);
            if (!TryAllocate(firmware, scratchBytes + treeBytes + mapBytes, out PhysicalRange room))
            {
                return BootExitError.OutOfMemory;
            }

            _scratch = PhysicalRange.FromSize(room.Start, scratchBytes);
            _tree = PhysicalRange.FromSize(_scratch.End, treeBytes);
            _map = PhysicalRange.FromSize(_tree.End, mapBytes);
            FirmwareStatus = firmware.GetMemoryMap(firmware.Memory(_scratch), out info);
            _record.MapCalls++;
        }
        if (FirmwareStatus != EfiStatus.Success || _scratch.IsEmpty)
        {
            return BootExitError.NoMemoryMap;
        }

        MapError = MemoryMapView.TryCreate(firmware.Memory(_scratch), info, out MemoryMapView map);
        if (MapError != MemoryMapError.None)
        {
            return BootExitError.BadMemoryMap;
        }
        // The map itself is spent: its buffer holds every descriptor there is, so it has room for the runtime ones.
        RuntimeRegionBound = map.CountRuntime();
        DescriptorSizeBytes = map.DescriptorSizeBytes;
        request.KeepsInitrdOfTree =
            request.KeepsInitrdOfTree && request.Initrd.IsEmpty && TreeInitrd.IsThere(request.DeviceTree, in map);
        return BootExitError.None;
    }

    private EfiStatus TakeMap(TFirmware firmware, out MemoryMapInfo info)
    {
        _record.MapCalls++;
        return firmware.GetMemoryMap(firmware.Memory(_map), out info);
    }

    private BootExitError LayOut(
        TFirmware firmware,
        scoped in HandoverRequest request,
        in MemoryMapInfo info,
        out RuntimeLayoutSummary layout
    )
    {
        layout = default;
        MapError = MemoryMapView.TryCreate(firmware.Memory(_map), info, out MemoryMapView map);
        if (MapError != MemoryMapError.None)
        {
            return BootExitError.BadMemoryMap;
        }
        // A descriptor that cannot be mapped costs itself. A layout that cannot be made costs the runtime services, not
        // the boot: it is then of none, and Relocate withdraws.
        RuntimeRegion.DropUnmappable(in map, request.PhysicalEnd);
        if (request.VirtualMap == VirtualMapMode.Identity)
        {
            RuntimeLayout.AssignIdentity(in map);
        }
        else
        {
            firmware.Assign(in map, firmware.Memory(_scratch), out layout);
        }

        _record.RuntimeRegionCount = (uint)map.CountRuntime();
        _chosen.UpdateMap(_map.Start, info);
        return BootExitError.None;
    }

    /// <summary>The point of no return is behind us: whatever fails now, the kernel is entered.</summary>
    private void Relocate(
        TFirmware firmware,
        scoped in HandoverRequest request,
        in MemoryMapInfo info,
        RuntimeLayoutSummary layout
    )
    {
        Span<byte> scratch = firmware.Memory(_scratch);
        _record.Identity = firmware.ReadIdentity();
        if (request.VirtualMap == VirtualMapMode.Relocated)
        {
            _record.SetVirtualAddressMapStatus = EfiStatus.NoMapping;
            if (layout.Count != 0)
            {
                ReadOnlySpan<byte> input = scratch[..layout.SizeBytes];
                _record.VirtualMapCrc = BootExit.VirtualMapCrc(input, info);
                _record.SetVirtualAddressMapCalls++;
                _record.SetVirtualAddressMapStatus = firmware.SetVirtualAddressMap(
                    input,
                    info.DescriptorSizeBytes,
                    info.DescriptorVersion
                );
            }
            if (_record.SetVirtualAddressMapStatus == EfiStatus.Success && request.ProbesSecondCall)
            {
                // Still under the firmware's 1:1 map: the pointer to this one service was not converted (EDK2,
                // Runtime.c).
                bool refused =
                    firmware.SetVirtualAddressMap(
                        scratch[..layout.SizeBytes],
                        info.DescriptorSizeBytes,
                        info.DescriptorVersion
                    ) == EfiStatus.Unsupported;
                _record.SecondCall = refused ? SecondCall.Refused : SecondCall.NotRefused;
            }
            if (_record.SetVirtualAddressMapStatus != EfiStatus.Success)
            {
                MemoryMapView.TryCreate(firmware.Memory(_map), info, out MemoryMapView map);
                RuntimeLayout.Withdraw(in map);
                _chosen.UpdateRecord(in _record);
                _chosen.ForbidRuntimeServices();
                return;
            }
        }
        _chosen.UpdateRecord(in _record);
    }

    private bool TryAllocate(TFirmware firmware, ulong sizeBytes, out PhysicalRange range)
    {
        // All of it is there to be used.
        FirmwareStatus = AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            AlignedPages.RoundedSize(sizeBytes),
            AlignedPages.GranularityBytes,
            out range
        );
        return FirmwareStatus == EfiStatus.Success;
    }
}

/// <summary>What does not depend on the firmware.</summary>
public static class BootExit
{
    /// <summary>
    /// What SetVirtualAddressMap was given, in one number: the kernel derives the same from the map it finds.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint VirtualMapCrc(ReadOnlySpan<byte> descriptors, in MemoryMapInfo info)
    {
        Crc32 crc = Crc32.Start();
        crc.Append(descriptors);
        crc.Append(info.DescriptorSizeBytes);
        crc.Append(info.DescriptorVersion);
        return crc.Value;
    }
}
