using Keelson.Addresses;

namespace Keelson.DeviceTree;

/// <summary>
/// <c>struct fdt_reserve_entry</c> (Devicetree Specification v0.4, 5.3): memory that must not be allocated.
/// </summary>
public readonly struct MemoryReservation(PhysicalAddress start, ulong sizeBytes)
{
    /// <summary><c>address</c></summary>
    public PhysicalAddress Start { get; } = start;

    /// <summary><c>size</c>, in bytes, never 0.</summary>
    public ulong SizeBytes { get; } = sizeBytes;
}
