using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_BLOCK_IO_PROTOCOL</c> (UEFI 2.10, 13.9): a device of blocks, or a partition of one.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct BlockIoProtocol : IProtocol
{
    /// <summary><c>EFI_BLOCK_IO_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x964e5b21, 0x6459, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 48;

    public ulong Revision;

    /// <summary>Of a <see cref="BlockIoMedia"/>.</summary>
    public ulong Media;
    public ulong Reset;
    public ulong ReadBlocks;
    public ulong WriteBlocks;
    public ulong FlushBlocks;
}

/// <summary><c>EFI_BLOCK_IO_MEDIA</c> (UEFI 2.10, 13.9.1), as far as every revision has it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct BlockIoMedia
{
    public const int SizeBytes = 32;

    /// <summary>Changes with the medium; each call names the one that it means.</summary>
    public uint MediaId;

    /// <summary>
    /// Four BOOLEANs, from the lowest byte: removable, medium present, logical partition, read-only.
    /// </summary>
    public uint States;

    /// <summary>A BOOLEAN in the lowest byte, and three bytes of padding.</summary>
    public uint WriteCaching;

    /// <summary>In bytes.</summary>
    public uint BlockSize;

    /// <summary>What the address of a buffer must be a multiple of; 0 and 1: anything.</summary>
    public uint IoAlign;
    public ulong LastBlock;

    public readonly bool IsRemovable => (States & 0xff) != 0;
    public readonly bool IsPresent => (States & 0xff00) != 0;
    public readonly bool IsPartition => (States & 0xff_0000) != 0;
    public readonly bool IsReadOnly => (States & 0xff00_0000) != 0;
}
