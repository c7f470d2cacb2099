using System;
using System.Runtime;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Disks;

/// <summary>
/// Lists the machine's disks and partitions, reads the first block of each, and, if a key says so in time, writes that
/// of the first writable one back as it is.
/// </summary>
internal static class EntryPoint
{
    private const uint SecondsToDecide = 5;
    private const int LargestBlockBytes = 4096;
    private const int LongestPathText = 256;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "disks");
        EfiStatus status = system.Boot.AllocateBuffer(LargestBlockBytes, out PageBuffer block);
        if (status == EfiStatus.Success)
        {
            List(system, block.Bytes);
            OfferToWrite(system, block.Bytes);
            system.Boot.FreeBuffer(block);
        }

        EfiApplication.WriteLine($"disks: {status}");
        return EfiApplication.End(status);
    }

    private static void List(EfiSystem system, Span<byte> block)
    {
        Span<byte> path = stackalloc byte[LongestPathText];
        EfiApplication.WriteLine($"{"", 3} {"blocks", 12} {"bytes", 6} {"kind", -10} {"first block", -20} path");
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(BlockIoProtocol.Guid);
        for (int i = 0; i < handles.Length; i++)
        {
            if (!BlockDevice.TryOpen(system, handles[i], out BlockDevice disk))
            {
                continue;
            }

            string kind = disk switch
            {
                { IsPresent: false } => "empty",
                { IsPartition: true } => "partition",
                { IsRemovable: true } => "removable",
                _ => "disk",
            };
            DevicePathText.TryWrite(system.DevicePathOf(handles[i]), path, out int length);
            EfiApplication.WriteLine(
                $"{i, 3} {disk.BlockCount, 12:N0} {disk.BlockBytes, 6} {kind, -10} {Describe(disk, block), -20} "
                    + $"{path[..length]}"
            );
        }
        system.Boot.FreeHandles(handles);
    }

    private static string Describe(BlockDevice disk, Span<byte> buffer)
    {
        if (!disk.IsPresent || disk.BlockBytes > LargestBlockBytes)
        {
            return "not read";
        }

        Span<byte> block = buffer[..(int)disk.BlockBytes];
        return disk.Read(0, block) != EfiStatus.Success ? "read failed"
            : block is not [.., _, _] || block[510] != 0x55 || block[511] != 0xaa ? "no boot signature"
            : block[54..62].StartsWith("FAT"u8) || block[82..90].StartsWith("FAT"u8) ? "FAT"
            : block[450] == 0xee ? "GUID partition table"
            : "boot signature";
    }

    private static void OfferToWrite(EfiSystem system, Span<byte> buffer)
    {
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(BlockIoProtocol.Guid);
        foreach (nint handle in handles)
        {
            if (
                !BlockDevice.TryOpen(system, handle, out BlockDevice disk)
                || disk is not { IsPresent: true, IsPartition: false, IsReadOnly: false }
                || disk.BlockBytes > LargestBlockBytes
            )
            {
                continue;
            }

            EfiApplication.WriteLine($"Press w within {SecondsToDecide} s to write a first block back as it is.");
            if (!system.Keyboard.TryRead(system.Boot, 1000 * SecondsToDecide, out ushort key) || key != 'w')
            {
                EfiApplication.WriteLine($"Nothing was written.");
                break;
            }

            Span<byte> block = buffer[..(int)disk.BlockBytes];
            EfiStatus status = disk.Read(0, block);
            if (status == EfiStatus.Success)
            {
                status = disk.Write(0, block);
            }
            EfiApplication.WriteLine($"Written: {status}, flushed: {disk.Flush()}");
            break;
        }
        system.Boot.FreeHandles(handles);
    }
}
