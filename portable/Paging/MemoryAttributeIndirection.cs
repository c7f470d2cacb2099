namespace Keelson.Paging;

/// <summary>
/// <c>MAIR_EL1</c> (Arm ARM DDI 0487, D24.2): eight attribute bytes, picked by a descriptor's <c>AttrIndx</c>.
/// </summary>
public static class MemoryAttributeIndirection
{
    private const ulong WriteBackReadWriteAllocate = 0xFF;
    private const ulong NonCacheable = 0x44;
    private const ulong DeviceNGnRE = 0x04;

    /// <summary>
    /// The register's value. <see cref="MemoryKind.DeviceNGnRnE"/> is 0x00, and so are the four indexes without a
    /// kind: a stray index then gives the strictest memory there is and not stale cache lines.
    /// </summary>
    public const ulong Value =
        WriteBackReadWriteAllocate << (8 * (int)MemoryKind.NormalWriteBack)
        | NonCacheable << (8 * (int)MemoryKind.NormalNonCacheable)
        | DeviceNGnRE << (8 * (int)MemoryKind.DeviceNGnRE);
}
