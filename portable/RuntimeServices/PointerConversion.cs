using System;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Whether SetVirtualAddressMap did what it said: by the pointers that every firmware has to convert, and that kernels
/// follow.
/// </summary>
public static class PointerConversion
{
    /// <summary>
    /// Each that led into a region has to lead to a virtual address of one: of any, as a driver may have stood in front
    /// of a service, or taken its place. Of one that was in no region nobody asked for it.
    /// </summary>
    /// <param name="map">What SetVirtualAddressMap was given.</param>
    /// <param name="strideBytes">Distance from one descriptor to the next, at least of the size of one.</param>
    /// <param name="before">
    /// The pointers as they were. By place those of <see cref="RuntimeService"/>, of which two are for boot time, and
    /// keep their addresses in edk2.
    /// </param>
    /// <param name="after">As they are.</param>
    public static bool AreDone(
        ReadOnlySpan<byte> map,
        int strideBytes,
        ReadOnlySpan<ulong> before,
        ReadOnlySpan<ulong> after
    )
    {
        for (int i = 0; i < before.Length && i < after.Length; i++)
        {
            if (
                (RuntimeService)i is not (RuntimeService.SetVirtualAddressMap or RuntimeService.ConvertPointer)
                && !IsDone(map, strideBytes, before[i], after[i])
            )
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc cref="AreDone"/>
    public static bool IsDone(ReadOnlySpan<byte> map, int strideBytes, ulong before, ulong after)
    {
        bool wasToBe = false;
        for (; map.Length >= strideBytes; map = map[strideBytes..])
        {
            MemoryDescriptor region = MemoryMarshal.Read<MemoryDescriptor>(map);
            if (after - region.VirtualStart.Value < region.SizeBytes)
            {
                return true;
            }
            wasToBe |= before - region.PhysicalStart.Value < region.SizeBytes;
        }
        return !wasToBe;
    }
}
