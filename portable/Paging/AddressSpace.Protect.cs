using Keelson.Addresses;

namespace Keelson.Paging;

public partial struct AddressSpace<TMemory>
{
    private const ulong PermissionBits =
        DescriptorBits.ReadOnly
        | DescriptorBits.DirtyBitModifier
        | DescriptorBits.PrivilegedExecuteNever
        | DescriptorBits.UnprivilegedExecuteNever;

    /// <summary>
    /// Gives mapped pages other permissions of the same memory type; where they lead stays. <paramref name="virtual"/>
    /// and <paramref name="sizeBytes"/> are multiples of the granule. All pages change or none. For
    /// <c>EFI_MEMORY_ATTRIBUTES_TABLE</c> (UEFI 2.10, 4.6.4), which gives each section of a runtime driver permissions
    /// of its own, after its region was mapped: why such regions are mapped by pages.
    /// </summary>
    public ProtectError Protect(VirtualAddress @virtual, ulong sizeBytes, Protection protection)
    {
        switch (InputRange.TryCreate(Half, @virtual, sizeBytes, out InputRange range))
        {
            case InputRangeError.Empty:
                return ProtectError.EmptyRange;
            case InputRangeError.Wraps:
                return ProtectError.AddressWrap;
            case InputRangeError.OutsideHalf:
                return ProtectError.VirtualOutsideHalf;
        }

        if (!Alignment.IsAligned(range.Start | range.SizeBytes, Granule.PageSize))
        {
            return ProtectError.Unaligned;
        }

        ProtectError error = CheckProtect(range, protection);
        if (error == ProtectError.None)
        {
            RewriteLeaves(range, protection);
        }

        return error;
    }

    private ProtectError CheckProtect(InputRange range, Protection protection)
    {
        TableSlot slot;
        for (ulong input = range.Start; input < range.End; input = slot.End)
        {
            slot = Locate(input);
            switch (slot.Descriptor.KindAt(slot.Level))
            {
                case DescriptorKind.Invalid:
                    return ProtectError.NotMapped;
                case DescriptorKind.Block:
                    return ProtectError.BlockMapping;
            }

            if (((slot.Descriptor.Protection.Bits ^ protection.Bits) & ~PermissionBits) != 0)
            {
                return ProtectError.NotPermissionsOnly;
            }
        }

        return ProtectError.None;
    }

    private void RewriteLeaves(InputRange range, Protection protection)
    {
        TableSlot slot;
        for (ulong input = range.Start; input < range.End; input = slot.End)
        {
            slot = Locate(input);
            _memory.Write(slot.Table, slot.Index, Descriptor.Page(slot.Descriptor.Output, protection).Value);
        }
    }
}
