using System;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>Whether SetVirtualAddressMap did what it said: by one pointer that every firmware has to convert.</summary>
public static class PointerConversion
{
    /// <param name="map">What SetVirtualAddressMap was given.</param>
    /// <param name="strideBytes">Distance from one descriptor to the next, at least of the size of one.</param>
    /// <param name="before">The pointer as it was.</param>
    /// <param name="after">The pointer as it is.</param>
    /// <returns>True as well for a pointer into no region of the map: nobody asked for it to be converted.</returns>
    public static bool IsDone(ReadOnlySpan<byte> map, int strideBytes, ulong before, ulong after)
    {
        for (int at = 0; at + strideBytes <= map.Length; at += strideBytes)
        {
            MemoryDescriptor region = MemoryMarshal.Read<MemoryDescriptor>(map[at..]);
            ulong offset = before - region.PhysicalStart.Value;
            if (before >= region.PhysicalStart.Value && offset < region.SizeBytes)
            {
                return after == region.VirtualStart.Value + offset;
            }
        }

        return true;
    }
}
