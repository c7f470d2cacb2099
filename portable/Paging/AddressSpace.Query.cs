using Keelson.Addresses;

namespace Keelson.Paging;

public partial struct AddressSpace<TMemory>
{
    /// <summary>
    /// What <paramref name="virtual"/> leads to; false where an access would take a translation fault.
    /// </summary>
    public bool TryTranslate(VirtualAddress @virtual, out Translation translation)
    {
        translation = default;
        if (!InputRange.Contains(Half, @virtual))
        {
            return false;
        }

        ulong input = InputRange.ToInput(@virtual);
        TableSlot slot = Locate(input);
        if (!slot.IsMapped)
        {
            return false;
        }

        translation = new Translation(slot.Descriptor.Output + (input - slot.Start), slot.Level, slot.Descriptor);
        return true;
    }

    /// <summary>
    /// Shows every block and page to <paramref name="visitor"/>, in ascending order of virtual addresses.
    /// </summary>
    public void Visit<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, ILeafVisitor
    {
        TableSlot slot;
        for (ulong input = 0; input >> Granule.AddressBits == 0; input = slot.End)
        {
            slot = Locate(input);
            if (slot.IsMapped)
            {
                visitor.Visit(
                    new Leaf(
                        InputRange.ToVirtual(Half, slot.Start),
                        slot.Descriptor.Output,
                        slot.SizeBytes,
                        slot.Level,
                        slot.Descriptor
                    )
                );
            }
        }
    }
}
