using System;
using Keelson.DevicePaths;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// Partitions of a GPT disk by what they are for. The table is read from the disk: not all firmware tells the type of a
/// partition (EFI_PARTITION_INFO_PROTOCOL; U-Boot 2025.01 does not).
/// </summary>
public static class Partitions
{
    /// <summary>Of the disk, from either end: a table of 500 entries, of which most have 128.</summary>
    public const int ScratchBytes = 0x1_0000;

    /// <summary>The identifier of a partition of such a disk.</summary>
    /// <returns>False for what is none.</returns>
    public static bool TryGetId(EfiSystem system, nint device, out EfiGuid id) =>
        DevicePath.TryFindPartition(new DevicePath(system.DevicePathOf(device)), out id);

    /// <summary>The partition of a type on the disk that <paramref name="device"/> is on too.</summary>
    /// <param name="system">Has the devices.</param>
    /// <param name="device">A partition.</param>
    /// <param name="id">Its identifier.</param>
    /// <param name="type">Of the partition that is looked for; the first one counts.</param>
    /// <param name="scratch">Of <see cref="ScratchBytes"/>, from a page's begin.</param>
    /// <returns>0 where there is none.</returns>
    public static nint FindSibling(EfiSystem system, nint device, EfiGuid id, EfiGuid type, Span<byte> scratch)
    {
        nint sibling = 0;
        EfiGuid partition = default;
        ReadOnlySpan<byte> disk = DevicePath.DiskOf(system.DevicePathOf(device));
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(BlockIoProtocol.Guid);
        foreach (nint handle in handles)
        {
            // The disk comes first, as its partitions are made of it.
            ReadOnlySpan<byte> path = system.DevicePathOf(handle);
            DevicePath.TryFindPartition(new DevicePath(path), out EfiGuid own);
            if (path.SequenceEqual(disk) && BlockDevice.TryOpen(system, handle, out BlockDevice blocks))
            {
                partition = FindPartition(blocks, id, type, scratch);
            }
            else if (own != default && own == partition && path.StartsWith(disk))
            {
                sibling = handle;
            }
        }
        system.Boot.FreeHandles(handles);
        return sibling;
    }

    private static EfiGuid FindPartition(BlockDevice blocks, EfiGuid id, EfiGuid type, Span<byte> scratch)
    {
        EfiGuid partition = default;
        uint blockBytes = blocks.BlockBytes;
        ulong first = 1;
        int header = 0;
        bool isWhole = false;
        for (int copy = 0; copy < 2 && !isWhole && blockBytes - 1 < (uint)scratch.Length; copy++)
        {
            isWhole =
                blocks.Read(first, scratch) == EfiStatus.Success
                && GuidPartitionTable.TryFind(scratch, first, blockBytes, header, type, id, out partition);
            // The second table lies at the end of the disk, for when the first is damaged.
            first = blocks.BlockCount - (uint)scratch.Length / blockBytes;
            header = scratch.Length - (int)blockBytes;
        }
        return partition;
    }
}
