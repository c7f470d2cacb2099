using Keelson.Addresses;

namespace Keelson.Acpi;

/// <summary>A table that the root pointer leads to, and that is none.</summary>
/// <param name="address">Where it should be.</param>
/// <param name="isInMemory">Its header can be read: signature, length or sum are wrong.</param>
public readonly struct AcpiFault(PhysicalAddress address, bool isInMemory)
{
    public PhysicalAddress Address { get; } = address;
    public bool IsInMemory { get; } = isInMemory;
}
