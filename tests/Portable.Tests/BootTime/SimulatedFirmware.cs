using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Portable.Tests;

/// <summary>
/// Firmware that is an array and a script: 8 MB of RAM, the memory map of a small board, and whatever misbehaviour a
/// test asks for. It notes each call in order, and throws where firmware would be damaged: memory used without owning
/// it, boot services called after they ended.
/// </summary>
internal sealed class SimulatedFirmware
{
    private const ulong PageSize = 0x1000;
    public const ulong RamSizeBytes = 8 << 20;
    public static readonly FirmwareIdentity Identity = new(0x1111_2222, 7, 0x3333_4444);

    private readonly byte[] _ram = new byte[RamSizeBytes];
    private readonly HashSet<ulong> _ownedPages = [];
    private int _allocationCount;
    private int _mapCallCount;
    private int _exitCount;
    private bool _hasExited;

    public SimulatedFirmware(ulong ramStart = 0x4000_0000)
    {
        RamStart = ramStart;
        Map.Add(MapEntry.Device(0x0400_0000, 0x4000));
        Map.Add(MapEntry.Device(0x0901_0000, 1));
        ulong next = ramStart;
        foreach ((MemoryType type, ulong pageCount) in s_ramLayout)
        {
            bool isRuntime = type is MemoryType.RuntimeServicesCode or MemoryType.RuntimeServicesData;
            Map.Add(
                new MapEntry(type, next, pageCount, isRuntime ? MapEntry.WriteBackRuntime : MemoryAttributes.WriteBack)
            );
            next += pageCount * PageSize;
        }
    }

    private static readonly (MemoryType, ulong)[] s_ramLayout =
    [
        (MemoryType.BootServicesCode, 0x10),
        (MemoryType.LoaderCode, 0x20),
        (MemoryType.Conventional, 0x520),
        (MemoryType.BootServicesData, 0x10),
        (MemoryType.RuntimeServicesCode, 0x10),
        (MemoryType.RuntimeServicesCode, 0x20),
        (MemoryType.RuntimeServicesData, 0x30),
        (MemoryType.AcpiReclaim, 0x13),
        (MemoryType.Conventional, 0x1c9),
        (MemoryType.RuntimeServicesData, 0x20),
        (MemoryType.BootServicesData, 0x44),
    ];

    public ulong RamStart { get; }
    public SimulatedMemoryMap Map { get; } = new();
    public List<FirmwareCall> Calls { get; } = [];
    public List<VirtualMapInput> VirtualMapInputs { get; } = [];
    public int OwnedPageCount => _ownedPages.Count;
    public bool ExitWasTried => _exitCount > 0;

    // The script.
    public ulong DescriptorSizeBytes { get; init; } = 48;
    public uint DescriptorVersion { get; init; } = 1;

    public RuntimeLayoutKind Layout { get; init; } = RuntimeLayoutKind.Linux;

    /// <summary>Number of the AllocatePages that is refused, from 1; 0 for none.</summary>
    public int FailingAllocation { get; set; }

    /// <summary>
    /// Descriptors by which the map grows just before the GetMemoryMap of a number, from 1, size queries counted.
    /// </summary>
    public Dictionary<int, int> GrowthBeforeMapCall { get; init; } = [];

    /// <summary>Answers of GetMemoryMap by number, in place of the map.</summary>
    public Dictionary<int, EfiStatus> MapCallStatus { get; init; } = [];

    /// <summary>
    /// ExitBootServices is refused as often as there are entries, and the map grows by so many descriptors each time.
    /// </summary>
    public int[] GrowthAtExitRefusal { get; init; } = [];
    public EfiStatus ExitRefusal { get; init; } = EfiStatus.InvalidParameter;
    public EfiStatus VirtualMapStatus { get; init; } = EfiStatus.Success;

    /// <summary>Of every call after the first.</summary>
    public EfiStatus SecondVirtualMapStatus { get; init; } = EfiStatus.Unsupported;

    /// <summary>Called at the start of each ExitBootServices.</summary>
    public Action? Exiting { get; set; }

    public EfiStatus AllocatePages(
        MemoryType type,
        ulong pageCount,
        PhysicalAddress highest,
        out PhysicalAddress address
    )
    {
        RequireBootServices();
        if (Calls.Count > 10_000)
        {
            throw new InvalidOperationException("whoever allocates does not come to an end");
        }

        ulong start = 0;
        bool isTaken =
            ++_allocationCount != FailingAllocation && Map.TryTake(type, pageCount, highest.Value, out start);
        for (ulong i = 0; isTaken && i < pageCount; i++)
        {
            _ownedPages.Add(start + i * PageSize);
        }

        address = new PhysicalAddress(start);
        EfiStatus status = isTaken ? EfiStatus.Success : EfiStatus.OutOfResources;
        // Fresh pages hold what was there before.
        if (isTaken)
        {
            Bytes(start, pageCount * PageSize).Fill(0xcc);
        }

        Calls.Add(new FirmwareCall(FirmwareService.AllocatePages, status, start, pageCount));
        return status;
    }

    public EfiStatus FreePages(PhysicalAddress address, ulong pageCount)
    {
        RequireBootServices();
        for (ulong i = 0; i < pageCount; i++)
        {
            if (!_ownedPages.Remove(address.Value + i * PageSize))
            {
                throw new InvalidOperationException(
                    $"FreePages of {address.Value + i * PageSize:x}, which nobody was given"
                );
            }
        }
        Map.Retype(address.Value, pageCount, MemoryType.Conventional);
        Calls.Add(new FirmwareCall(FirmwareService.FreePages, EfiStatus.Success, address.Value, pageCount));
        return EfiStatus.Success;
    }

    public EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info)
    {
        RequireBootServices();
        _mapCallCount++;
        if (GrowthBeforeMapCall.TryGetValue(_mapCallCount, out int growth))
        {
            Map.Grow(growth);
        }

        ulong size = (ulong)Map.Entries.Count * DescriptorSizeBytes;
        info = new MemoryMapInfo(size, Map.Key, DescriptorSizeBytes, DescriptorVersion);
        EfiStatus status = MapCallStatus.GetValueOrDefault(
            _mapCallCount,
            size > (ulong)buffer.Length ? EfiStatus.BufferTooSmall : EfiStatus.Success
        );
        if (status == EfiStatus.Success && size <= (ulong)buffer.Length)
        {
            MapEntry.Write(Map.Entries, (int)DescriptorSizeBytes).CopyTo(buffer);
        }

        ulong address = buffer.IsEmpty ? 0 : AddressOf(buffer);
        Calls.Add(new FirmwareCall(FirmwareService.GetMemoryMap, status, address, (ulong)buffer.Length, Map.Key));
        return status;
    }

    public EfiStatus ExitBootServices(ulong mapKey)
    {
        RequireBootServices();
        Exiting?.Invoke();
        EfiStatus status = mapKey == Map.Key ? EfiStatus.Success : EfiStatus.InvalidParameter;
        if (_exitCount < GrowthAtExitRefusal.Length)
        {
            status = ExitRefusal;
            Map.Grow(GrowthAtExitRefusal[_exitCount]);
            Map.Touch();
        }
        _exitCount++;
        _hasExited = status == EfiStatus.Success;
        Calls.Add(new FirmwareCall(FirmwareService.ExitBootServices, status, MapKey: mapKey));
        return status;
    }

    public EfiStatus SetVirtualAddressMap(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion)
    {
        if (!_hasExited)
        {
            throw new InvalidOperationException("SetVirtualAddressMap while boot services last");
        }

        EfiStatus status = VirtualMapInputs.Count == 0 ? VirtualMapStatus : SecondVirtualMapStatus;
        VirtualMapInputs.Add(
            new VirtualMapInput(map.ToArray(), AddressOf(map), descriptorSizeBytes, descriptorVersion)
        );
        Calls.Add(new FirmwareCall(FirmwareService.SetVirtualAddressMap, status, AddressOf(map), (ulong)map.Length));
        return status;
    }

    public FirmwareIdentity ReadIdentity()
    {
        // Its pointers are physical only until SetVirtualAddressMap.
        if (VirtualMapInputs.Count != 0)
        {
            throw new InvalidOperationException("the system table was read through pointers that are virtual by now");
        }

        Calls.Add(new FirmwareCall(FirmwareService.ReadIdentity, EfiStatus.Success));
        return Identity;
    }

    /// <summary>
    /// RAM that the caller was given, whole: a range with one page of somebody else's in it is a bug.
    /// </summary>
    public Span<byte> Memory(PhysicalRange range)
    {
        for (ulong page = range.Start.Value & ~(PageSize - 1); page < range.End.Value; page += PageSize)
        {
            if (!_ownedPages.Contains(page))
            {
                throw new InvalidOperationException($"use of page {page:x}, which nobody was given");
            }
        }
        return Bytes(range.Start.Value, range.SizeBytes);
    }

    private void RequireBootServices()
    {
        if (_hasExited)
        {
            throw new InvalidOperationException("a boot service was called after ExitBootServices");
        }
    }

    private Span<byte> Bytes(ulong start, ulong sizeBytes) => _ram.AsSpan((int)(start - RamStart), (int)sizeBytes);

    private ulong AddressOf(ReadOnlySpan<byte> buffer) =>
        MemoryExtensions.Overlaps(_ram, buffer, out int offset)
            ? RamStart + (ulong)offset
            : throw new InvalidOperationException("a buffer outside of RAM");
}

/// <summary>
/// The seam that <see cref="BootExit{TFirmware}"/> takes: a struct, copied freely, around the one firmware.
/// </summary>
internal readonly struct SimulatedServices(SimulatedFirmware firmware) : IFirmware
{
    public EfiStatus AllocatePages(
        MemoryType type,
        ulong pageCount,
        PhysicalAddress highest,
        out PhysicalAddress address
    ) => firmware.AllocatePages(type, pageCount, highest, out address);

    public EfiStatus FreePages(PhysicalAddress address, ulong pageCount) => firmware.FreePages(address, pageCount);

    public EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info) => firmware.GetMemoryMap(buffer, out info);

    public EfiStatus ExitBootServices(ulong mapKey) => firmware.ExitBootServices(mapKey);

    public EfiStatus SetVirtualAddressMap(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion) =>
        firmware.SetVirtualAddressMap(map, descriptorSizeBytes, descriptorVersion);

    public RuntimeLayoutError Assign(in MemoryMapView map, Span<byte> scratch, out RuntimeLayoutSummary layout) =>
        RuntimeLayoutMatrix.Assign(map, scratch, firmware.Layout, out layout);

    public FirmwareIdentity ReadIdentity() => firmware.ReadIdentity();

    public Span<byte> Memory(PhysicalRange range) => firmware.Memory(range);
}
