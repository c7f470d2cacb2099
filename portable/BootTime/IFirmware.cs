using System;
using Keelson.Addresses;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>
/// What leaving boot services needs of the firmware, and no more: the real one in the stub, a simulated one in host
/// tests. Physical memory is readable in place (UEFI maps RAM 1:1; UEFI 2.10, 2.3.6).
/// </summary>
public interface IFirmware
{
    /// <summary>
    /// <c>AllocatePages(AllocateMaxAddress)</c>, UEFI 2.10, 7.2.1: no byte above <paramref name="highest"/>.
    /// </summary>
    EfiStatus AllocatePages(MemoryType type, ulong pageCount, PhysicalAddress highest, out PhysicalAddress address);

    /// <summary><c>FreePages</c>, 7.2.2. Any part of an allocation may be freed.</summary>
    EfiStatus FreePages(PhysicalAddress address, ulong pageCount);

    /// <summary>
    /// <c>GetMemoryMap</c>, 7.2.3. With <see cref="EfiStatus.BufferTooSmall"/>, <paramref name="info"/> still holds the
    /// size that is needed and the descriptor size.
    /// </summary>
    EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info);

    /// <summary><c>ExitBootServices</c>, 7.4.6.</summary>
    EfiStatus ExitBootServices(ulong mapKey);

    /// <summary><c>SetVirtualAddressMap</c>, 8.4.1, under the firmware's own 1:1 map.</summary>
    EfiStatus SetVirtualAddressMap(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion);

    /// <summary>
    /// Not the firmware's, but decided once for it: the virtual addresses of its runtime regions, as
    /// <see cref="RuntimeLayout.Assign"/> writes them.
    /// </summary>
    RuntimeLayoutError Assign(MemoryMapView map, Span<byte> scratch, out RuntimeLayoutSummary layout);

    /// <summary>Vendor and configuration tables as they read now, through physical pointers.</summary>
    FirmwareIdentity ReadIdentity();

    /// <summary>Bytes that are the caller's, through the firmware's 1:1 map.</summary>
    Span<byte> Memory(PhysicalRange range);
}
