using System;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>
/// What leaving boot services needs of the firmware, and no more: the real one in the stub, a simulated one in host
/// tests.
/// </summary>
public interface IFirmware : IMemoryServices
{
    /// <summary><c>ExitBootServices</c>, UEFI 2.10, 7.4.6.</summary>
    EfiStatus ExitBootServices(ulong mapKey);

    /// <summary><c>SetVirtualAddressMap</c>, 8.4.1, under the firmware's own 1:1 map.</summary>
    EfiStatus SetVirtualAddressMap(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion);

    /// <summary>
    /// Not the firmware's, but decided once for it: the virtual addresses of its runtime regions, as
    /// <see cref="RuntimeLayout.Assign"/> writes them.
    /// </summary>
    RuntimeLayoutError Assign(in MemoryMapView map, Span<byte> scratch, out RuntimeLayoutSummary layout);

    /// <summary>Vendor and configuration tables as they read now, through physical pointers.</summary>
    FirmwareIdentity ReadIdentity();
}
