using System;
using Keelson.Addresses;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>Configuration tables that break one rule: <c>mat-FAULT</c> and <c>properties-FAULT</c>.</summary>
internal static class BentTables
{
    private static EfiGuid Attributes => WellKnownGuids.MemoryAttributesTable;

    // SAFETY: pages of our own, which stay; addresses that lead nowhere are for others to find out.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (Setting.Is(setting, "nothing"))
        {
            return true;
        }
        if (Setting.Is(setting, "mat-nowhere"))
        {
            return Install(system, Attributes, (void*)(1ul << 40));
        }
        if (
            system.Boot.AllocatePages(MemoryType.AcpiReclaim, 1, AlignedPages.Highest, out PhysicalAddress page)
            != EfiStatus.Success
        )
        {
            return false;
        }
        uint* words = (uint*)page.Value;
        if (Setting.Is(setting, "mat-data-read-only"))
        {
            return TryForbidWrites(system, (byte*)words);
        }
        uint properties =
            Setting.Is(setting, "properties-wakeup") ? 0x3fffu
            : Setting.Is(setting, "properties-no-variables") ? 0x3fff & ~0x7cu
            : Setting.Is(setting, "properties-none") ? 0x0480u
            : Setting.Is(setting, "properties-malformed") ? 0xffff_ffff
            : 0;
        if (properties != 0)
        {
            words[0] = RtPropertiesTable.CurrentVersion | (uint)RtPropertiesTable.SizeBytes << 16;
            words[1] = properties;
            return Install(system, WellKnownGuids.RtPropertiesTable, words);
        }
        if (Setting.Is(setting, "tree-magic"))
        {
            // As zero-filled memory would have it.
            words[0] = 0;
            return Install(system, WellKnownGuids.DeviceTreeTable, words);
        }
        words[0] = 1; // version
        words[1] = 1; // entries
        words[2] = 48;
        words[3] = 0;
        MemoryDescriptor* entry = (MemoryDescriptor*)(words + 4);
        *entry = default;
        entry->Type = MemoryType.RuntimeServicesData;
        entry->PhysicalStart = page;
        entry->PageCount = 1;
        entry->Attributes = MemoryAttributes.Runtime | MemoryAttributes.ExecuteProtected;
        if (Setting.Is(setting, "mat-version"))
        {
            words[0] = 9;
        }
        else if (Setting.Is(setting, "mat-count"))
        {
            words[1] = 0x4000_0000;
        }
        else if (Setting.Is(setting, "mat-outside"))
        {
            entry->PhysicalStart = new PhysicalAddress(1ul << 40);
        }
        else if (Setting.Is(setting, "mat-empty"))
        {
            entry->PageCount = 0;
        }
        else if (!Setting.Is(setting, "mat-type"))
        {
            return false;
        }
        return Install(system, Attributes, words);
    }

    /// <summary>The firmware's own table, in which all data is read-only as well.</summary>
    // SAFETY: entries of a table that the firmware published, within the size that its header gives; the copy's page.
    private static unsafe bool TryForbidWrites(EfiSystem system, byte* copy)
    {
        fixed (byte* tables = system.ConfigurationTables)
        {
            for (int i = 0; i < system.ConfigurationTables.Length / ConfigurationTable.SizeBytes; i++)
            {
                ConfigurationTable table = ((ConfigurationTable*)tables)[i];
                if (table.VendorGuid != Attributes)
                {
                    continue;
                }
                uint* header = (uint*)table.VendorTable;
                ulong size = MemoryAttributesTable.SizeOf(new ReadOnlySpan<byte>(header, 16));
                if (size is 0 or > MemoryDescriptor.PageSizeBytes)
                {
                    return false;
                }
                new ReadOnlySpan<byte>(header, (int)size).CopyTo(new Span<byte>(copy, (int)size));
                for (ulong at = MemoryAttributesTable.HeaderSizeBytes; at < size; at += header[2])
                {
                    MemoryDescriptor* entry = (MemoryDescriptor*)(copy + at);
                    if (entry->Type == MemoryType.RuntimeServicesData)
                    {
                        entry->Attributes |= MemoryAttributes.ReadOnly;
                    }
                }
                return Install(system, Attributes, copy);
            }
        }
        return false;
    }

    // SAFETY: the GUID lies on the stack for the call; the table is the caller's, in memory that stays.
    private static unsafe bool Install(EfiSystem system, EfiGuid guid, void* table) =>
        system.Boot.InstallConfigurationTable(guid, table) == EfiStatus.Success;
}
