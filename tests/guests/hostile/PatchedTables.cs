using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The firmware's own configuration tables with one field changed, and their sums right again where that is not what is
/// wrong: <c>smbios-FAULT</c>, <c>root-FAULT</c> of ACPI, <c>resources-FAULT</c> of the ESRT; or nothing but its place,
/// with <c>loose-</c> in front.
/// </summary>
internal static class PatchedTables
{
    private const string Loose = "loose-";

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        MemoryType memory = MemoryType.AcpiReclaim;
        // The copy lies in memory that is free after ExitBootServices.
        if (setting.Length > Loose.Length && Setting.Is(setting[..Loose.Length], Loose))
        {
            memory = MemoryType.BootServicesData;
            setting = setting[Loose.Length..];
        }
        return TablePatches.TryFind(setting, out TablePatch patch)
            ? TryPatch(system, memory, patch)
            : TryResources(system, memory, setting);
    }

    // SAFETY: a page of our own, which stays.
    private static unsafe bool TryResources(EfiSystem system, MemoryType memory, ReadOnlySpan<char> setting)
    {
        bool isHuge = Setting.Is(setting, "resources-huge"),
            isOld = Setting.Is(setting, "resources-version"),
            isFull = Setting.Is(setting, "resources-full"),
            isSound = Setting.Is(setting, "resources-none");
        if (!isHuge && !isOld && !isFull && !isSound || !TryPage(system, memory, out byte* page))
        {
            return false;
        }
        uint* words = (uint*)page;
        words[0] =
            isHuge ? 0x1000_0000u
            : isFull ? 2u
            : 0u;
        words[1] = isHuge ? 0x1000_0000u : 1u;
        words[2] = isOld ? 9u : 1;
        return system.Boot.InstallConfigurationTable(WellKnownGuids.SystemResourceTable, page) == EfiStatus.Success;
    }

    // SAFETY: the firmware's table is as long as its standard says; the page is ours.
    private static unsafe bool TryPatch(EfiSystem system, MemoryType memory, TablePatch patch)
    {
        if (!TryPage(system, memory, out byte* page))
        {
            return false;
        }
        if (system.TryFindTable(patch.Guid, out PhysicalAddress table))
        {
            new ReadOnlySpan<byte>((void*)table.Value, patch.Length).CopyTo(new Span<byte>(page, patch.Length));
        }
        else
        {
            DescribeNothing(page);
        }
        for (int i = 0; i < patch.Size; i++)
        {
            page[patch.Offset + i] = (byte)(patch.Value >> (8 * i));
        }
        if (patch.SumAt != 0)
        {
            SetSum(page, patch.Length, patch.SumAt);
        }
        return system.Boot.InstallConfigurationTable(patch.Guid, page) == EfiStatus.Success;
    }

    /// <summary>A root pointer of revision 2, to a table of no tables, where the firmware has no ACPI.</summary>
    // SAFETY: the caller's page.
    private static unsafe void DescribeNothing(byte* page)
    {
        new Span<byte>(page, 4096).Clear();
        "RSD PTR "u8.CopyTo(new Span<byte>(page, 8));
        page[15] = 2;
        page[20] = 36;
        *(ulong*)(page + 24) = (ulong)(page + 64);
        SetSum(page, 20, 8);
        SetSum(page, 36, 32);
        "XSDT"u8.CopyTo(new Span<byte>(page + 64, 4));
        page[64 + 4] = 36;
        page[64 + 8] = 1;
        SetSum(page + 64, 36, 9);
    }

    // SAFETY: the caller's table, of as many bytes.
    private static unsafe void SetSum(byte* table, int summed, int sumAt)
    {
        table[sumAt] = 0;
        byte sum = 0;
        for (int i = 0; i < summed; i++)
        {
            sum += table[i];
        }
        table[sumAt] = (byte)-sum;
    }

    // SAFETY: an address of the allocation's.
    private static unsafe bool TryPage(EfiSystem system, MemoryType memory, out byte* page)
    {
        bool isThere =
            system.Boot.AllocatePages(memory, 1, AlignedPages.Highest, out PhysicalAddress address)
            == EfiStatus.Success;
        page = (byte*)address.Value;
        return isThere;
    }
}
