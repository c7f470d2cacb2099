using System;
using Keelson.Addresses;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The firmware's own EFI_MEMORY_ATTRIBUTES_TABLE, of which a copy with one thing changed is listed:
/// <c>attributes-FAULT</c>.
/// </summary>
internal static class BentAttributes
{
    private const string Prefix = "attributes-";

    private static bool s_isBent;

    // SAFETY: a page of our own, which stays; the firmware's table within the size that its header gives.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (
            setting.Length <= Prefix.Length
            || !Setting.Is(setting[..Prefix.Length], Prefix)
            || !system.TryFindTable(WellKnownGuids.MemoryAttributesTable, out PhysicalAddress table)
            || system.Boot.AllocatePages(MemoryType.AcpiReclaim, 1, AlignedPages.Highest, out PhysicalAddress page)
                != EfiStatus.Success
        )
        {
            return false;
        }
        uint* header = (uint*)page.Value;
        ulong size = MemoryAttributesTable.SizeOf(
            new ReadOnlySpan<byte>((void*)table.Value, MemoryAttributesTable.HeaderSizeBytes)
        );
        // Room for an entry more.
        if (size is 0 or > MemoryDescriptor.PageSizeBytes - 256)
        {
            return false;
        }
        new ReadOnlySpan<byte>((void*)table.Value, (int)size).CopyTo(new Span<byte>(header, (int)size));
        s_isBent = true;
        return Bend(setting[Prefix.Length..], header)
            && system.Boot.InstallConfigurationTable(WellKnownGuids.MemoryAttributesTable, header) == EfiStatus.Success;
    }

    /// <summary>
    /// Code of ours that services lead to is code, read-only: to edk2 before 2023 code is what lies in an image.
    /// </summary>
    // SAFETY: the tables are the firmware's, which makes this one anew when runtime memory is allocated, and not later.
    public static unsafe void ListServices(EfiSystem system)
    {
        if (
            s_isBent
            || !BentServices.AreInUse
            || !system.TryFindTable(WellKnownGuids.MemoryAttributesTable, out PhysicalAddress address)
        )
        {
            return;
        }
        ulong* services = (ulong*)(((SystemTable*)system.Address.Value)->RuntimeServices + TableHeader.SizeBytes);
        uint* header = (uint*)address.Value;
        for (uint i = 0; i < header[1]; i++)
        {
            MemoryDescriptor* entry = Entry(header, i);
            for (RuntimeService service = 0; service <= RuntimeService.QueryVariableInfo; service++)
            {
                if (services[(int)service] == entry->PhysicalStart.Value)
                {
                    entry->Attributes &= ~MemoryAttributes.ExecuteProtected;
                    entry->Attributes |= MemoryAttributes.ReadOnly;
                }
            }
        }
    }

    // SAFETY: the caller's copy, and room for an entry more.
    private static unsafe bool Bend(ReadOnlySpan<char> fault, uint* header)
    {
        MemoryDescriptor* last = Entry(header, header[1] - 1);
        if (Setting.Is(fault, "version-2"))
        {
            // And code that the processor's branch targets are marked in, as that version can say.
            header[0] = 2;
            header[3] = 1;
        }
        else if (Setting.Is(fault, "version-0"))
        {
            header[0] = 0;
        }
        else if (Setting.Is(fault, "unsorted"))
        {
            (*Entry(header, 0), *Entry(header, 1)) = (*Entry(header, 1), *Entry(header, 0));
        }
        else if (Setting.Is(fault, "twice"))
        {
            *Entry(header, header[1]++) = *last;
        }
        else if (Setting.Is(fault, "longer"))
        {
            last->PageCount += 0x1000;
        }
        else if (Setting.Is(fault, "shorter"))
        {
            last->PageCount--;
        }
        else if (Setting.Is(fault, "wraps"))
        {
            last->PageCount = 1ul << 52;
        }
        else if (Setting.Is(fault, "none"))
        {
            header[1] = 0;
        }
        else if (Setting.Is(fault, "stride-huge"))
        {
            header[2] = 0x8000_0000;
        }
        else if (Setting.Is(fault, "stride-odd"))
        {
            header[2] = 44;
        }
        else if (Setting.Is(fault, "odd"))
        {
            last->PhysicalStart += 0x800;
        }
        else if (Setting.Is(fault, "other-type"))
        {
            last->Type =
                last->Type == MemoryType.RuntimeServicesData
                    ? MemoryType.RuntimeServicesCode
                    : MemoryType.RuntimeServicesData;
        }
        else
        {
            return TryBendAll(fault, header);
        }
        return true;
    }

    // SAFETY: entries of the caller's copy.
    private static unsafe bool TryBendAll(ReadOnlySpan<char> fault, uint* header)
    {
        MemoryAttributes set = MemoryAttributes.None,
            kept = (MemoryAttributes)ulong.MaxValue;
        MemoryType type = MemoryType.RuntimeServicesData;
        if (Setting.Is(fault, "bare"))
        {
            kept = ~(MemoryAttributes.ReadOnly | MemoryAttributes.ExecuteProtected);
        }
        else if (Setting.Is(fault, "not-runtime"))
        {
            kept = ~MemoryAttributes.Runtime;
        }
        else if (Setting.Is(fault, "more-bits"))
        {
            set = MemoryAttributes.WriteBack | MemoryAttributes.Uncacheable;
        }
        else if (Setting.Is(fault, "data-read-only"))
        {
            set = MemoryAttributes.ReadOnly;
        }
        else if (Setting.Is(fault, "code-forbidden"))
        {
            type = MemoryType.RuntimeServicesCode;
            set = MemoryAttributes.ExecuteProtected;
        }
        else
        {
            return Setting.Is(fault, "sound");
        }
        for (uint i = 0; i < header[1]; i++)
        {
            MemoryDescriptor* entry = Entry(header, i);
            if (entry->Type == type)
            {
                entry->Attributes = (entry->Attributes | set) & kept;
            }
        }
        return true;
    }

    // SAFETY: as of the caller's.
    private static unsafe MemoryDescriptor* Entry(uint* header, uint index) =>
        (MemoryDescriptor*)((byte*)header + MemoryAttributesTable.HeaderSizeBytes + (ulong)index * header[2]);
}
