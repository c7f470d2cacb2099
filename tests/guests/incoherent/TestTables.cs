using System;
using Keelson.Addresses;

namespace Keelson.Guests.Incoherent;

/// <summary>
/// The firmware's translation tables with one entry of 1 GB that is ours to spoil (Arm ARM DDI 0487, D8.3): copies of
/// those above it, all the rest shared.
/// </summary>
internal readonly struct TestTables
{
    /// <summary>QEMU's virt board: RAM begins with the second GB, and the PL011 is in the first.</summary>
    public const ulong SerialPort = 0x0900_0000;
    private const ulong RamStart = 0x4000_0000;
    private const int GigabyteShift = 30;
    private const int EntriesOfTable = 512;
    private const ulong Valid = 1;
    private const ulong Table = 3;
    private const ulong AddressMask = 0x0000_ffff_ffff_f000;

    private readonly ulong _firmware;
    private readonly ulong _root;
    private readonly ulong _mair;

    private TestTables(ulong firmware, ulong root, ulong twin, ulong entry, int index, ulong mair)
    {
        _firmware = firmware;
        _root = root;
        _mair = mair;
        Twin = twin;
        Entry = entry;
        Address = (ulong)index << GigabyteShift;
    }

    /// <summary>Where the entry is.</summary>
    public ulong Entry { get; }

    /// <summary>What it translates.</summary>
    public ulong Address { get; }

    /// <summary>A root that says the same.</summary>
    public ulong Twin { get; }

    public ulong Memory => Block(RamStart, 0xff);
    public ulong NonCacheable => Block(RamStart, 0x44);
    public ulong DeviceOfMemory => Block(RamStart, 0x00);
    public ulong Device => Block(0, 0x00);
    public ulong MemoryOfDevice => Block(0, 0xff);

    /// <summary>A frame of RAM, where the entry has it.</summary>
    public ulong AliasOf(ulong frame) => Address + (frame - RamStart);

    /// <param name="pages">Three of 4 KB.</param>
    /// <param name="tables">Not in use yet.</param>
    public static unsafe bool TryMake(PhysicalAddress pages, out TestTables tables)
    {
        tables = default;
        ulong firmware = Routines.Ttbr0();
        int bits = 64 - (int)(Routines.Tcr() & 63);
        // SAFETY: the firmware maps its own tables 1:1, and the pages are ours; each has 512 entries of 8 bytes, of
        // which the firmware's root may have fewer, within a page all the same.
        ulong* root = (ulong*)pages.Value,
            twin = root + EntriesOfTable,
            level1 = root;
        Copy((ulong*)(firmware & AddressMask), root);
        Copy(root, twin);
        if (bits > 39)
        {
            if ((root[0] & Table) != Table)
            {
                return false;
            }
            level1 = twin + EntriesOfTable;
            Copy((ulong*)(root[0] & AddressMask), level1);
            root[0] = twin[0] = (ulong)level1 | Table;
        }
        int index = 2;
        while (index < EntriesOfTable && (level1[index] & Valid) != 0)
        {
            index++;
        }
        if (index == EntriesOfTable || bits <= GigabyteShift + 1)
        {
            return false;
        }
        tables = new TestTables(firmware, (ulong)root, (ulong)twin, (ulong)&level1[index], index, Routines.Mair());
        return true;
    }

    public void Install() => Routines.LoadTtbr0(_root);

    public void Remove() => Routines.LoadTtbr0(_firmware);

    /// <param name="start">A multiple of 1 GB.</param>
    /// <param name="attributes">A byte of MAIR_EL1.</param>
    private ulong Block(ulong start, ulong attributes)
    {
        const ulong Accessed = 1 << 10,
            InnerShareable = 3 << 8,
            NeverExecute = 3ul << 53;
        ulong index = 0;
        while (index < 8 && ((_mair >> (int)(8 * index)) & 0xff) != attributes)
        {
            index++;
        }
        return start | NeverExecute | Accessed | InnerShareable | index << 2 | Valid;
    }

    // SAFETY: the caller's pages.
    private static unsafe void Copy(ulong* from, ulong* to) =>
        new ReadOnlySpan<ulong>(from, EntriesOfTable).CopyTo(new Span<ulong>(to, EntriesOfTable));
}
