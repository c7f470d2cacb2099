using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>Room for the memory map, however many regions it has.</summary>
public static class MapRoom
{
    /// <summary>What allocations between this one and the last look at the map add to it.</summary>
    private const ulong MoreDescriptors = 256;

    /// <summary>As large as the firmware says, to be freed like any other.</summary>
    public static EfiStatus Allocate<TFirmware>(TFirmware firmware, out PhysicalRange buffer)
        where TFirmware : struct, IMemoryServices
    {
        buffer = default;
        if (firmware.GetMemoryMap(default, out MemoryMapInfo info) != EfiStatus.BufferTooSmall)
        {
            return EfiStatus.DeviceError;
        }

        return AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            info.SizeBytes + MoreDescriptors * info.DescriptorSizeBytes,
            0,
            out buffer
        );
    }
}
