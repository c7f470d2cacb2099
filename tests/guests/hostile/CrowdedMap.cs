using System;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// A memory map of many regions, all of them right: blocks in use and free ones in turn. <c>map-crowd-N</c> leaves
/// N pairs of a page more, <c>runtime-crowd-N</c> N runtime regions of 64 KB.
/// </summary>
internal static class CrowdedMap
{
    /// <summary>What edk2 gives runtime memory out in (UEFI 2.10, 2.3.6).</summary>
    private const ulong RuntimePages = 16;

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (Setting.TryNumber(setting, "map-crowd-", out uint pairs))
        {
            return TryCrowd(system, MemoryType.LoaderData, pairs, 1);
        }
        return Setting.TryNumber(setting, "runtime-crowd-", out uint regions)
            && TryCrowd(system, MemoryType.RuntimeServicesData, regions, RuntimePages);
    }

    /// <summary>Allocates all at once, and frees every second block.</summary>
    private static bool TryCrowd(EfiSystem system, MemoryType type, uint count, ulong pages)
    {
        if (
            system.Boot.AllocatePages(
                type,
                2 * count * pages,
                new PhysicalAddress(ulong.MaxValue),
                out PhysicalAddress start
            ) != EfiStatus.Success
        )
        {
            return false;
        }
        for (uint i = 0; i < count; i++)
        {
            PhysicalAddress second = start + (2 * i + 1) * pages * MemoryDescriptor.PageSizeBytes;
            if (system.Boot.FreePages(second, pages) != EfiStatus.Success)
            {
                return false;
            }
        }
        return true;
    }
}
