using System;
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

    public static BootVolumes Open(EfiSystem system, nint imageHandle, Volume own)
    {
        BootVolumes volumes = new()
        {
            _own = own,
            _ownDevice = Volume.DeviceOf(system, imageHandle),
            Count = 1,
        };
        if (
            Partitions.TryFindSibling(
                system,
                volumes._ownDevice,
                WellKnownGuids.ExtendedBootLoaderPartition,
                out volumes._extendedDevice
            )
            && Volume.OpenDevice(system, volumes._extendedDevice, out volumes._extended) == EfiStatus.Success
        )
        {
            volumes.Count = 2;
        }
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
