using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Where a loader looks for boot entries: the volume that it came from, and an extended boot loader partition on the
/// same disk (UAPI Group, Boot Loader Specification, "The boot partition").
/// </summary>
internal struct BootVolumes
{
    private Volume _own,
        _extended;
    private nint _ownDevice,
        _extendedDevice;

    public int Count { get; private set; }

    public readonly Volume this[int index] => index == 0 ? _own : _extended;

    public readonly nint DeviceOf(Volume volume) => volume.IsSameAs(_own) ? _ownDevice : _extendedDevice;

    public static BootVolumes Open(EfiSystem system, nint imageHandle, Volume own, Firmware firmware)
    {
        BootVolumes volumes = new()
        {
            _own = own,
            _ownDevice = Volume.DeviceOf(system, imageHandle),
            Count = 1,
        };
        if (!Partitions.TryGetId(system, volumes._ownDevice, out EfiGuid id))
        {
            return volumes;
        }
        AlignedPages.Allocate(firmware, MemoryType.LoaderData, Partitions.ScratchBytes, 0, out PhysicalRange scratch);
        volumes._extendedDevice = Partitions.FindSibling(
            system,
            volumes._ownDevice,
            id,
            WellKnownGuids.ExtendedBootLoaderPartition,
            firmware.Memory(scratch)
        );
        if (Volume.OpenDevice(system, volumes._extendedDevice, out volumes._extended) == EfiStatus.Success)
        {
            volumes.Count = 2;
        }
        AlignedPages.Free(firmware, ref scratch);
        return volumes;
    }

    /// <summary>All but the first, which is not ours.</summary>
    public readonly void CloseOthers()
    {
        if (Count == 2)
        {
            _extended.Close();
        }
    }
}
