using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Paging;

namespace Keelson.Kernel;

/// <summary>
/// Where translation tables come from: first a few pages of our own BSS, then, once RAM is known and mapped, a
/// piece of that. Handed out, never taken back.
/// </summary>
public static class TablePool
{
    private static PhysicalRange s_image;
    private static PhysicalAddress s_next;
    private static PhysicalAddress s_end;

    /// <summary>Begins with what KernelEntry.S left of its own pool.</summary>
    public static void Start(in EntryState entry)
    {
        s_image = entry.Image;
        s_next = entry.FreeTables.Start;
        s_end = entry.FreeTables.End;
    }

    /// <summary>Goes on in RAM that the linear window already maps.</summary>
    public static void Continue(PhysicalRange range)
    {
        s_next = range.Start;
        s_end = range.End;
    }

    public static bool TryTake(ulong sizeBytes, out PhysicalAddress table)
    {
        table = s_next.AlignUp(sizeBytes);
        if (table + sizeBytes > s_end)
        {
            return false;
        }
        s_next = table + sizeBytes;
        PhysicalFill.Fill(Window(table), sizeBytes, 0);
        return true;
    }

    /// <summary>Tables in the image are reached through the image, as the linear window leaves it out.</summary>
    public static VirtualAddress Window(PhysicalAddress table) =>
        s_image.Contains(table) ? KernelEntry.ImageBase + (table - s_image.Start) : KernelLayout.Linear(table);
}

/// <summary>The pool as <see cref="AddressSpace{TMemory}"/> wants it: a handle without state of its own.</summary>
public readonly struct TableMemory : ITableMemory
{
    public bool TryAllocateTable(ulong sizeBytes, out PhysicalAddress table) => TablePool.TryTake(sizeBytes, out table);

    public ulong Read(PhysicalAddress table, int index) => Volatile.Read(ref Entry(table, index));

    public void Write(PhysicalAddress table, int index, ulong descriptor)
    {
        Cpu.TableStoreBarrier();
        Volatile.Write(ref Entry(table, index), descriptor);
    }

    // SAFETY: tables come from the pool only, all of which is mapped writable; an index lies within the table.
    private static unsafe ref ulong Entry(PhysicalAddress table, int index) =>
        ref Unsafe.AsRef<ulong>((void*)(TablePool.Window(table).Value + (ulong)index * sizeof(ulong)));
}
