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
    /// and
    /// <paramref name="sizeBytes"/> are multiples of the granule. All pages change or none.
    /// </summary>
    public ProtectStatus Protect(VirtualAddress @virtual, ulong sizeBytes, Protection protection)
    {
        switch (InputRange.TryCreate(Half, @virtual, sizeBytes, out InputRange range))
        {
            case InputRangeStatus.Empty:
                return ProtectStatus.EmptyRange;
            case InputRangeStatus.Wraps:
                return ProtectStatus.AddressWrap;
            case InputRangeStatus.OutsideHalf:
                return ProtectStatus.VirtualOutsideHalf;
        }

        if (!Alignment.IsAligned(range.Start | range.SizeBytes, Granule.PageSize))
        {
            return ProtectStatus.Unaligned;
        }

        ProtectStatus status = CheckProtect(range, protection);
        if (status == ProtectStatus.Success)
        {
            RewriteLeaves(range, protection);
        }

        return status;
    }

    private ProtectStatus CheckProtect(InputRange range, Protection protection)
    {
        TableSlot slot;
        for (ulong input = range.Start; input < range.End; input = slot.End)
        {
            slot = Locate(input);
            switch (slot.Descriptor.KindAt(slot.Level))
            {
                case DescriptorKind.Invalid:
                    return ProtectStatus.NotMapped;
                case DescriptorKind.Block:
                    return ProtectStatus.BlockMapping;
            }

            if (((slot.Descriptor.Protection.Bits ^ protection.Bits) & ~PermissionBits) != 0)
            {
                return ProtectStatus.NotPermissionsOnly;
            }
        }

        return ProtectStatus.Success;
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
