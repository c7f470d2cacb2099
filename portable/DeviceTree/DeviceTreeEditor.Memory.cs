namespace Keelson.DeviceTree;

/// <summary>
/// What an EFI stub takes out of a tree, because the EFI memory map says it better: Linux's stub deletes the same
/// before it writes <c>/chosen</c> (drivers/firmware/efi/libstub/fdt.c).
/// </summary>
public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>Empties the memory reservation block (Devicetree Specification v0.4, 5.3).</summary>
    public void DeleteAllReservations()
    {
        int start = DeviceTreeHeader.SizeBytes;
        int entriesSize = StructureStart - start - ReservationEnumerator.EntrySize;

        // The first entries go, and the ending one moves up with all that follows.
        MoveTail(start + entriesSize, -entriesSize);
        WriteWord(DeviceTreeHeader.StructureOffsetOffset, StructureStart - entriesSize);
        WriteWord(DeviceTreeHeader.StringsOffsetOffset, StringsStart - entriesSize);
    }

    /// <summary>
    /// Deletes the nodes that describe memory (Devicetree Specification v0.4, 3.4). Not <c>/reserved-memory</c>, which
    /// stays in force.
    /// </summary>
    public void DeleteMemoryNodes()
    {
        while (TryFindMemoryNode(out DeviceTreeNode node))
        {
            Delete(node);
        }
    }

    private bool TryFindMemoryNode(out DeviceTreeNode memory)
    {
        foreach (DeviceTreeNode node in Tree.Root.Children)
        {
            if (node.DescribesMemory)
            {
                memory = node;
                return true;
            }
        }
        memory = default;
        return false;
    }
}
