using System;
using Keelson.DevicePaths;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>Partitions of a GPT disk by what they are for.</summary>
public static class Partitions
{
    /// <summary>The partition of a type on the disk that <paramref name="device"/> is on too.</summary>
    // SAFETY: the protocol is the firmware's.
    public static unsafe bool TryFindSibling(EfiSystem system, nint device, EfiGuid type, out nint sibling)
    {
        sibling = 0;
        ReadOnlySpan<byte> disk = DevicePath.DiskOf(system.DevicePathOf(device));
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(PartitionInfoProtocol.Guid);
        for (int i = 0; i < handles.Length && sibling == 0 && !disk.IsEmpty; i++)
        {
            PartitionInfoProtocol* info = system.Boot.FindProtocol<PartitionInfoProtocol>(handles[i]);
            if (
                info != null
                && handles[i] != device
                && info->Type == PartitionInfoProtocol.GuidPartitionTable
                && info->PartitionType == type
                && DevicePath.DiskOf(system.DevicePathOf(handles[i])).SequenceEqual(disk)
            )
            {
                sibling = handles[i];
            }
        }
        system.Boot.FreeHandles(handles);
        return sibling != 0;
    }
}
