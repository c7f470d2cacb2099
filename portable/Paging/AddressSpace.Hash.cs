using Keelson.Addresses;

namespace Keelson.Paging;

public partial struct AddressSpace<TMemory>
{
    private const ulong FnvOffsetBasis = 0xCBF2_9CE4_8422_2325;
    private const ulong FnvPrime = 0x100_0000_01B3;

    /// <summary>
    /// FNV-1a (64 bits) over every reachable table: its address and all its descriptors, valid or not, depth first.
    /// Equal before and after is how building another space, or a refused Map, is shown to have changed nothing here.
    /// </summary>
    public ulong Hash() => HashTable(FnvOffsetBasis, _root, Granule.StartLevel);

    // As deep as there are levels, at most four.
    private ulong HashTable(ulong hash, PhysicalAddress table, int level)
    {
        hash = HashWord(hash, table.Value);
        int count = Granule.EntriesPerTable(level);
        for (int index = 0; index < count; index++)
        {
            Descriptor descriptor = new(_memory.Read(table, index));
            hash = HashWord(hash, descriptor.Value);
            if (descriptor.KindAt(level) == DescriptorKind.Table)
            {
                hash = HashTable(hash, descriptor.Output, level + 1);
            }
        }

        return hash;
    }

    private static ulong HashWord(ulong hash, ulong word)
    {
        for (int shift = 0; shift < 64; shift += 8)
        {
            hash = (hash ^ ((word >> shift) & 0xFF)) * FnvPrime;
        }

        return hash;
    }
}
