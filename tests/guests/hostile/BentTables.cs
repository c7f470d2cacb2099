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
        if (Setting.Is(setting, "tree-enabled"))
        {
            return TryEnableDevices(system);
        }
        if (Setting.Is(setting, "tree-torn"))
        {
            return TryTearTree(system);
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
        uint properties =
            Setting.Is(setting, "properties-wakeup") ? 0x3fffu
            : Setting.Is(setting, "properties-no-alarm") ? 0x3fff & ~0xcu
            : Setting.Is(setting, "properties-no-variables") ? 0x3fff & ~0x7cu
            : Setting.Is(setting, "properties-none") ? 0x0480u
            : Setting.Is(setting, "properties-malformed") ? 0xffff_ffff
            : Setting.TryNumber(setting, "properties-bits-", out uint bits) ? bits | 0x8000_0000
            : 0;
        if (properties != 0)
        {
            words[0] = RtPropertiesTable.CurrentVersion | (uint)RtPropertiesTable.SizeBytes << 16;
            words[1] = properties == 0xffff_ffff ? properties : properties & 0x7fff_ffff;
            return Install(system, WellKnownGuids.RtPropertiesTable, words);
        }
        if (Setting.Is(setting, "tree-magic"))
        {
            // As zero-filled memory would have it.
            words[0] = 0;
            return Install(system, WellKnownGuids.DeviceTreeTable, words);
        }
        if (Setting.Is(setting, "tree-version"))
        {
            // An empty tree but for its version.
            ReadOnlySpan<uint> tree = [0xd00d_feed, 0x48, 0x38, 0x48, 0x28, 18, 18, 0, 0, 0x10, 0, 0, 0, 0, 1, 0, 2, 9];
            for (int i = 0; i < tree.Length; i++)
            {
                words[i] = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(tree[i]);
            }
            return Install(system, WellKnownGuids.DeviceTreeTable, words);
        }
        if (Setting.Is(setting, "tree-size") || Setting.Is(setting, "tree-blocks"))
        {
            // A header alone: longer than any tree is, or of blocks that do not lie in it.
            words[0] = 0xedfe_0dd0;
            words[1] = Setting.Is(setting, "tree-size") ? 0xffff_ff7fu : 0x0010_0000;
            words[2] = 0xffff_ff00;
            words[3] = 0xffff_ff00;
            words[5] = 0x1100_0000;
            words[6] = 0x1000_0000;
            return Install(system, WellKnownGuids.DeviceTreeTable, words);
        }
        if (Setting.TryNumber(setting, "reservations-", out uint count))
        {
            return TryReserve(system, count);
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
        else if (Setting.Is(setting, "mat-size"))
        {
            words[2] = 8;
        }
        else if (!Setting.Is(setting, "mat-type"))
        {
            return false;
        }
        return Install(system, Attributes, words);
    }

    /// <summary>
    /// LINUX_EFI_MEMRESERVE as Linux fills it (struct linux_efi_memreserve, include/linux/efi.h): a table to a page,
    /// one page of free memory an entry.
    /// </summary>
    // SAFETY: pages of our own, which stay.
    private static unsafe bool TryReserve(EfiSystem system, uint count)
    {
        const uint PerTable = 255;
        ulong next = 0;
        while (count != 0)
        {
            if (
                system.Boot.AllocatePages(
                    MemoryType.RuntimeServicesData,
                    1,
                    AlignedPages.Highest,
                    out PhysicalAddress at
                ) != EfiStatus.Success
            )
            {
                return false;
            }
            uint here = count < PerTable ? count : PerTable;
            uint* head = (uint*)at.Value;
            head[0] = PerTable;
            head[1] = here;
            ulong* cells = (ulong*)at.Value;
            cells[1] = next;
            for (uint i = 0; i < here; i++)
            {
                if (
                    system.Boot.AllocatePages(
                        MemoryType.BootServicesData,
                        1,
                        AlignedPages.Highest,
                        out PhysicalAddress page
                    ) != EfiStatus.Success
                )
                {
                    return false;
                }
                cells[2 + 2 * i] = page.Value;
                cells[3 + 2 * i] = MemoryDescriptor.PageSizeBytes;
            }
            count -= here;
            next = at.Value;
        }
        return Install(system, WellKnownGuids.LinuxMemoryReservations, (void*)next);
    }

    /// <summary>A header that is right, of a tree that does not begin with a node.</summary>
    // SAFETY: the firmware's tree, whose header says where its structure is.
    private static unsafe bool TryTearTree(EfiSystem system)
    {
        if (!system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress address))
        {
            return false;
        }
        uint structure = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(((uint*)address.Value)[2]);
        *(uint*)(address.Value + structure) = 0x6300_0000;
        return true;
    }

    /// <summary>No node of the firmware's device tree is disabled any more: the property becomes FDT_NOP.</summary>
    // SAFETY: the firmware's tree, as long as its header says.
    private static unsafe bool TryEnableDevices(EfiSystem system)
    {
        if (!system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress address))
        {
            return false;
        }
        ReadOnlySpan<byte> property = [0, 0, 0, 3, 0, 0, 0, 9],
            value = "disabled\0"u8;
        uint size = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(((uint*)address.Value)[1]);
        Span<byte> tree = new((void*)address.Value, (int)size);
        for (int at = 0; at + 24 <= tree.Length; at += 4)
        {
            if (tree[at..].StartsWith(property) && tree[(at + 12)..].StartsWith(value))
            {
                for (int word = 0; word < 24; word += 4)
                {
                    ReadOnlySpan<byte> nothing = [0, 0, 0, 4];
                    nothing.CopyTo(tree[(at + word)..]);
                }
            }
        }
        return true;
    }

    // SAFETY: the GUID lies on the stack for the call; the table is the caller's, in memory that stays.
    private static unsafe bool Install(EfiSystem system, EfiGuid guid, void* table) =>
        system.Boot.InstallConfigurationTable(guid, table) == EfiStatus.Success;
}
