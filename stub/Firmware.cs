using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The real firmware behind <see cref="IFirmware"/>: each member is one service.</summary>
internal readonly struct Firmware(EfiSystem system, nint imageHandle) : IFirmware, IPhysicalMemory
{
    // Found now: after SetVirtualAddressMap the system table's pointer to it is a virtual one.
    private readonly BootTimeRuntimeServices _runtime = system.Runtime;

    public EfiStatus AllocatePages(
        MemoryType type,
        ulong pageCount,
        PhysicalAddress highest,
        out PhysicalAddress address
    ) => system.Boot.AllocatePages(type, pageCount, highest, out address);

    public EfiStatus FreePages(PhysicalAddress address, ulong pageCount) => system.Boot.FreePages(address, pageCount);

    /// <summary>What <see cref="AlignedPages"/> gave, if anything.</summary>
    // SAFETY: nothing is written through the reference, to a structure that holds two addresses.
    public void Free(ref PhysicalRange range)
    {
        if (!range.IsEmpty)
            AlignedPages.Free(ref Unsafe.AsRef(in this), range.Start, range.SizeBytes);
        range = default;
    }

    public EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info) =>
        system.Boot.GetMemoryMap(buffer, out info);

    public EfiStatus ExitBootServices(ulong mapKey) => system.Boot.ExitBootServices(imageHandle, mapKey);

    public EfiStatus SetVirtualAddressMap(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion) =>
        _runtime.SetVirtualAddressMap(map, descriptorSizeBytes, descriptorVersion);

    public FirmwareIdentity ReadIdentity() => FirmwareIdentity.Of(system.Vendor, system.ConfigurationTables);

    public Span<byte> Memory(PhysicalAddress start, ulong sizeBytes) => BytesAt(start, sizeBytes);

    // SAFETY: RAM is mapped 1:1 while the firmware's tables are loaded (UEFI 2.10, 2.3.6), and every range asked for is
    // an allocation of ours or a table that the firmware published.
    public static unsafe Span<byte> BytesAt(PhysicalAddress start, ulong sizeBytes) =>
        new((void*)IdentityMap.Of(start).Value, checked((int)sizeBytes));

    // SAFETY: nothing of ours is ever moved: there is no collector.
    public static unsafe PhysicalAddress AddressOf(ReadOnlySpan<byte> bytes) =>
        new((ulong)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)));

    public bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> bytes)
    {
        bytes = start.Value != 0 && sizeBytes <= int.MaxValue ? Memory(start, sizeBytes) : default;
        return !bytes.IsEmpty;
    }
}

/// <summary>The firmware's map while boot services last: virtual is physical.</summary>
internal static class IdentityMap
{
    public static VirtualAddress Of(PhysicalAddress address) => new(address.Value);
}
