using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The firmware's own configuration tables with one field changed, and their sums right again where that is not what is
/// wrong: <c>smbios-FAULT</c>, <c>root-FAULT</c> of ACPI, <c>resources-FAULT</c> of the ESRT, <c>properties-FAULT</c>.
/// </summary>
internal static class PatchedTables
{
    private const uint NoSum = 0;

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting) =>
        TrySmbios(system, setting, "smbios-sum", 12, 4, 0x12345, NoSum)
        || TrySmbios(system, setting, "smbios-anchor", 0, 1, 'X', 5)
        || TrySmbios(system, setting, "smbios-entry-empty", 6, 1, 0, 5)
        || TrySmbios(system, setting, "smbios-entry-long", 6, 1, 255, 5)
        || TrySmbios(system, setting, "smbios-empty", 12, 4, 0, 5)
        || TrySmbios(system, setting, "smbios-huge", 12, 4, 0x7fff_ffff, 5)
        || TrySmbios(system, setting, "smbios-all", 12, 4, 0xffff_ffff, 5)
        || TrySmbios(system, setting, "smbios-lost", 16, 8, 0x7fff_0000_0000, 5)
        || TrySmbios(system, setting, "smbios-hole", 16, 8, 0x0f00_0000, 5)
        || TryRoot(system, setting, "root-sound", 33, 1, 0, 32)
        || TryRoot(system, setting, "root-sum", 9, 1, 0x55, NoSum)
        || TryRoot(system, setting, "root-extended", 32, 1, 0x55, NoSum)
        || TryRoot(system, setting, "root-length", 20, 4, 0xffff_fff0, NoSum)
        || TryRoot(system, setting, "root-lost", 24, 8, 0x7fff_0000_0000, 32)
        || TryRoot(system, setting, "root-hole", 24, 8, 0x0f00_0000, 32)
        || TryRoot(system, setting, "root-null", 24, 8, 0, 32)
        || TryRoot(system, setting, "root-self", 24, 8, 0x4000_0000, 32)
        || TryResources(system, setting);

    private static bool TrySmbios(
        EfiSystem system,
        ReadOnlySpan<char> setting,
        string name,
        int offset,
        int size,
        ulong value,
        uint sum
    ) =>
        Setting.Is(setting, name)
        && TryPatch(system, WellKnownGuids.Smbios3Table, 24, offset, size, value, (int)sum, 24);

    /// <summary>The sum of the first 20 bytes is at 8, that of all at 32.</summary>
    private static bool TryRoot(
        EfiSystem system,
        ReadOnlySpan<char> setting,
        string name,
        int offset,
        int size,
        ulong value,
        uint sum
    ) =>
        Setting.Is(setting, name)
        && TryPatch(system, WellKnownGuids.Acpi20Table, 36, offset, size, value, (int)sum, 36);

    // SAFETY: a page of our own, which stays.
    private static unsafe bool TryResources(EfiSystem system, ReadOnlySpan<char> setting)
    {
        bool isHuge = Setting.Is(setting, "resources-huge"),
            isOld = Setting.Is(setting, "resources-version"),
            isFull = Setting.Is(setting, "resources-full"),
            isSound = Setting.Is(setting, "resources-none");
        if (!isHuge && !isOld && !isFull && !isSound || !TryPage(system, out byte* page))
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
    private static unsafe bool TryPatch(
        EfiSystem system,
        EfiGuid guid,
        int length,
        int offset,
        int size,
        ulong value,
        int sumAt,
        int summed
    )
    {
        if (!TryPage(system, out byte* page))
        {
            return false;
        }
        if (system.TryFindTable(guid, out PhysicalAddress table))
        {
            new ReadOnlySpan<byte>((void*)table.Value, length).CopyTo(new Span<byte>(page, length));
        }
        else
        {
            DescribeNothing(page);
        }
        for (int i = 0; i < size; i++)
        {
            page[offset + i] = (byte)(value >> (8 * i));
        }
        if (sumAt != 0)
        {
            SetSum(page, summed, sumAt);
        }
        return system.Boot.InstallConfigurationTable(guid, page) == EfiStatus.Success;
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
    private static unsafe bool TryPage(EfiSystem system, out byte* page)
    {
        bool isThere =
            system.Boot.AllocatePages(MemoryType.AcpiReclaim, 1, AlignedPages.Highest, out PhysicalAddress address)
            == EfiStatus.Success;
        page = (byte*)address.Value;
        return isThere;
    }
}
