using Keelson.Addresses;

namespace Keelson.Paging;

public partial struct AddressSpace<TMemory>
{
    /// <summary>
    /// Makes <paramref name="sizeBytes"/> bytes from <paramref name="virtual"/> lead to <paramref name="physical"/>.
    /// The start is rounded down and the end up to the granule. What is already mapped in just this way stays and is no
    /// conflict, so two regions may meet in one large page; anything else in the way refuses the whole request.
    /// </summary>
    public MapStatus Map(
        PhysicalAddress physical,
        VirtualAddress @virtual,
        ulong sizeBytes,
        Protection protection,
        BlockPolicy policy
    )
    {
        MapStatus status = Check(physical, @virtual, sizeBytes, protection, policy, out MappingRequest request);
        if (status != MapStatus.Success)
        {
            return status;
        }

        // Every table before the first leaf: running out of them half way must not leave half a region mapped.
        if (!TryPrepareTables(request))
        {
            return MapStatus.OutOfTableMemory;
        }

        WriteLeaves(request);
        return MapStatus.Success;
    }

    private MapStatus Check(
        PhysicalAddress physical,
        VirtualAddress @virtual,
        ulong sizeBytes,
        Protection protection,
        BlockPolicy policy,
        out MappingRequest request
    )
    {
        request = default;
        switch (InputRange.TryCreate(Half, @virtual, sizeBytes, out InputRange range))
        {
            case InputRangeStatus.Empty:
                return MapStatus.EmptyRange;
            case InputRangeStatus.Wraps:
                return MapStatus.AddressWrap;
            case InputRangeStatus.OutsideHalf:
                return MapStatus.VirtualOutsideHalf;
        }

        MapStatus status = MappingRequest.TryCreate(range, physical, Granule, protection, policy, out request);
        return status == MapStatus.Success ? CheckOverlap(request) : status;
    }

    private MapStatus CheckOverlap(MappingRequest request)
    {
        TableSlot slot;
        for (ulong input = request.Start; input < request.End; input = slot.End)
        {
            slot = Locate(input);
            if (!slot.IsMapped)
            {
                continue;
            }

            if (slot.Descriptor != Descriptor.Leaf(slot.Level, request.OutputFor(slot.Start), request.Protection))
            {
                return MapStatus.Conflict;
            }

            if (request.IsPagesOnly && slot.Level != Granule.PageLevel)
            {
                return MapStatus.BlockMapping;
            }
        }

        return MapStatus.Success;
    }

    private bool TryPrepareTables(MappingRequest request)
    {
        for (ulong input = request.Start; input < request.End; )
        {
            TableSlot slot = Locate(input);
            if (slot.IsMapped || request.FitsLeaf(slot, Granule))
            {
                input = slot.End;
                continue;
            }

            // One level down, and the same address is looked at again.
            if (!TryAllocateTable(out PhysicalAddress table))
            {
                return false;
            }

            _memory.Write(slot.Table, slot.Index, Descriptor.Table(table).Value);
        }

        return true;
    }

    private void WriteLeaves(MappingRequest request)
    {
        TableSlot slot;
        for (ulong input = request.Start; input < request.End; input = slot.End)
        {
            slot = Locate(input);
            if (!slot.IsMapped)
            {
                Descriptor leaf = Descriptor.Leaf(slot.Level, request.OutputFor(slot.Start), request.Protection);
                _memory.Write(slot.Table, slot.Index, leaf.Value);
            }
        }
    }
}
