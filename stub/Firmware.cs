using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The real firmware behind <see cref="IFirmware"/>: each member is one service. One pointer, passed by value.
/// </summary>
internal readonly struct Firmware(EfiSystem system) : IFirmware, IPhysicalMemory
{
    public EfiStatus AllocatePages(
        MemoryType type,
        ulong pageCount,
        PhysicalAddress highest,
        out PhysicalAddress address
    ) => system.Boot.AllocatePages(type, pageCount, highest, out address);

    public EfiStatus FreePages(PhysicalAddress address, ulong pageCount) => system.Boot.FreePages(address, pageCount);

    public EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info)
    {
        EfiStatus status = system.Boot.GetMemoryMap(buffer, out info);
        RelocationGuard.See(buffer, info);
        return status;
    }

    /// <summary>With it goes the handler of interrupts.</summary>
    public EfiStatus ExitBootServices(ulong mapKey)
    {
        EfiStatus status = RelocationGuard.ExitBootServices(system.Boot, mapKey);
        if (status == EfiStatus.Success)
        {
            Cpu.MaskInterrupts();
        }
        return status;
    }

    public EfiStatus SetVirtualAddressMap(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion) =>
        RelocationGuard.SetVirtualAddressMap(map, descriptorSizeBytes, descriptorVersion);

    public RuntimeLayoutError Assign(in MemoryMapView map, Span<byte> scratch, out RuntimeLayoutSummary layout) =>
        AddressLayout.Assign(in map, scratch, out layout);

    public FirmwareIdentity ReadIdentity() => FirmwareIdentity.Of(system.Vendor, system.ConfigurationTables);

    public Span<byte> Memory(PhysicalRange range) => BytesAt(range.Start, range.SizeBytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: RAM is mapped 1:1 while the firmware's tables are loaded (UEFI 2.10, 2.3.6), and every range asked for is
    // an allocation of ours or a table that the firmware published.
    public static unsafe Span<byte> BytesAt(PhysicalAddress start, ulong sizeBytes) =>
        new((void*)IdentityMap.Of(start).Value, checked((int)sizeBytes));

    // SAFETY: nothing of ours is ever moved: there is no collector.
    public static unsafe PhysicalAddress AddressOf(ReadOnlySpan<byte> bytes) =>
        new((ulong)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)));

    public bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> bytes)
    {
        bytes = sizeBytes <= int.MaxValue && AddressLookup.IsMemory(start.Value) ? BytesAt(start, sizeBytes) : default;
        return !bytes.IsEmpty;
    }
}

/// <summary>The firmware's map while boot services last: virtual is physical.</summary>
internal static class IdentityMap
{
    public static VirtualAddress Of(PhysicalAddress address) => new(address.Value);
}
