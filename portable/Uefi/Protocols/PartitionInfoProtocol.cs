using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_PARTITION_INFO_PROTOCOL</c> (UEFI 2.10, 13.18), on the handle of a partition, as far as the beginning of its
/// entry in a GUID Partition Table (5.3.3).
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct PartitionInfoProtocol : IProtocol
{
    /// <summary><c>EFI_PARTITION_INFO_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x8cf2f62c, 0xbc9b, 0x4821, 0x808d_ec9ec421a1a0);

    public const int SizeBytes = 48;

    /// <summary><c>PARTITION_TYPE_GPT</c>.</summary>
    public const uint GuidPartitionTable = 2;

    public uint Revision;
    public uint Type;
    public ulong SystemAndReserved;
    public EfiGuid PartitionType;
    public EfiGuid PartitionIdentifier;
}
