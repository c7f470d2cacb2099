using System;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>Whether SetVirtualAddressMap did what it said: by pointers that every firmware has to convert.</summary>
public static class PointerConversion
{
    /// <param name="map">What SetVirtualAddressMap was given.</param>
    /// <param name="strideBytes">Distance from one descriptor to the next, at least of the size of one.</param>
    /// <param name="before">The pointer as it was.</param>
    /// <param name="after">The pointer as it is.</param>
    /// <returns>True as well for a pointer into no region of the map: nobody asked for it to be converted.</returns>
    public static bool IsDone(ReadOnlySpan<byte> map, int strideBytes, ulong before, ulong after) =>
        IsDone(map, strideBytes, before, after, isSamePlace: true);

    /// <summary>
    /// The pointers to services, each of which led into a region and now has to lead to a virtual address of one: a
    /// kernel jumps there. Which one is the firmware's affair, as a driver may stand in front of a service. The two
    /// that are for boot time keep their addresses in edk2.
    /// </summary>
    /// <param name="map">What SetVirtualAddressMap was given.</param>
    /// <param name="strideBytes">Distance from one descriptor to the next, at least of the size of one.</param>
    /// <param name="before">In the order of <see cref="RuntimeService"/>, as they were.</param>
    /// <param name="after">As they are.</param>
    public static bool AreServicesDone(
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
                && !IsDone(map, strideBytes, before[i], after[i], isSamePlace: false)
            )
            {
                return false;
            }
        }
        return true;
    }

    /// <param name="isSamePlace">Whether it has to lead to where it led before, or to any region.</param>
    private static bool IsDone(ReadOnlySpan<byte> map, int strideBytes, ulong before, ulong after, bool isSamePlace)
    {
        bool wasToBe = false,
            isDone = false;
        for (int at = 0; at + strideBytes <= map.Length; at += strideBytes)
        {
            MemoryDescriptor region = MemoryMarshal.Read<MemoryDescriptor>(map[at..]);
            ulong offset = before - region.PhysicalStart.Value,
                moved = after - region.VirtualStart.Value;
            wasToBe |= offset < region.SizeBytes;
            // Where no instruction can begin a kernel takes an exception that it does not expect of a service.
            isDone |= moved < region.SizeBytes && (isSamePlace ? moved == offset : (after & 3) == 0);
        }
        return isDone || !wasToBe;
    }
}
