using Keelson.Addresses;

namespace Keelson.Paging;

public partial struct AddressSpace<TMemory>
{
    /// <summary>
    /// Makes <paramref name="sizeBytes"/> bytes from <paramref name="virtual"/> lead to <paramref name="physical"/>.
    /// The start is rounded down and the end up to the granule. What is already mapped in just this way stays and is no
    /// conflict, so two regions may meet in one large page; anything else in the way refuses the whole request.
    /// </summary>
    public MapError Map(
        PhysicalAddress physical,
        VirtualAddress @virtual,
        ulong sizeBytes,
        Protection protection,
        BlockPolicy policy
    )
    {
        MapError error = Check(physical, @virtual, sizeBytes, protection, policy, out MappingRequest request);
        if (error != MapError.None)
        {
            return error;
        }

        // Every table before the first leaf: running out of them half way must not leave half a region mapped.
        if (!TryPrepareTables(request))
        {
            return MapError.OutOfTableMemory;
        }

        WriteLeaves(request);
        return MapError.None;
    }

    private MapError Check(
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
            case InputRangeError.Empty:
                return MapError.EmptyRange;
            case InputRangeError.Wraps:
                return MapError.AddressWrap;
            case InputRangeError.OutsideHalf:
                return MapError.VirtualOutsideHalf;
        }

        MapError error = MappingRequest.TryCreate(range, physical, Granule, protection, policy, out request);
        return error == MapError.None ? CheckOverlap(request) : error;
    }

    private MapError CheckOverlap(MappingRequest request)
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
                return MapError.Conflict;
            }

            if (request.IsPagesOnly && slot.Level != Granule.PageLevel)
            {
                return MapError.BlockMapping;
            }
        }

        return MapError.None;
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
