namespace Keelson.Paging;

/// <summary>
/// Memory type of a mapping (Arm ARM DDI 0487, D8.6 "Memory region attributes"). The value is the index into
/// <see cref="MemoryAttributeIndirection"/> that a descriptor carries in <c>AttrIndx</c>.
/// </summary>
public enum MemoryKind
{
    /// <summary>Normal, inner and outer Write-Back, read and write allocating: RAM, and flash that allows it.</summary>
    NormalWriteBack = 0,

    /// <summary>Normal, inner and outer Non-cacheable: <c>EFI_MEMORY_WC</c>, frame buffers.</summary>
    NormalNonCacheable = 1,

    /// <summary>
    /// Device-nGnRE: no gathering, no reordering, early write acknowledgement. What drivers of memory-mapped devices
    /// expect.
    /// </summary>
    DeviceNGnRE = 2,

    /// <summary>
    /// Device-nGnRnE: a write is acknowledged by the device itself. Right for every register, and what buses of a tree
    /// with <c>nonposted-mmio</c> insist on (Apple's answer posted writes with an SError).
    /// </summary>
    DeviceNGnRnE = 3,
}

public static class MemoryKindText
{
    public static System.ReadOnlySpan<byte> Text(this MemoryKind kind) =>
        kind switch
        {
            MemoryKind.NormalWriteBack => "Normal-WB"u8,
            MemoryKind.NormalNonCacheable => "Normal-NC"u8,
            MemoryKind.DeviceNGnRE => "Device-nGnRE"u8,
            _ => "Device-nGnRnE"u8,
        };
}
