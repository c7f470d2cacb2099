using Keelson.Addresses;

namespace Keelson.Acpi;

/// <summary>A table that the root pointer leads to, and that is none.</summary>
/// <param name="address">Where it should be.</param>
/// <param name="isInMemory">Its header can be read: signature, length or sum are wrong.</param>
/// <param name="isNarrow">It is an RSDT, or of one.</param>
public readonly struct AcpiFault(PhysicalAddress address, bool isInMemory, bool isNarrow = false)
{
    public PhysicalAddress Address { get; } = address;
    public bool IsInMemory { get; } = isInMemory;
    public bool IsNarrow { get; } = isNarrow;
}
