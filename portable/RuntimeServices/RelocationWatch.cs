using Keelson.Addresses;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Firmware that uses its new virtual addresses before SetVirtualAddressMap returns (AMD Seattle did) faults under its
/// own 1:1 map, or writes to whatever lies at those addresses. Here they are taken out of a copy of that map, and a
/// page that is used all the same is led to the memory that it will stand for, so that the boot goes on.
/// </summary>
public struct RelocationWatch<TMemory>
    where TMemory : struct, ITableMemory
{
    private const ulong PageSize = MemoryDescriptor.PageSizeBytes;

    private ShadowTables<TMemory> _tables;
    private RelocationAccount _account;

    public readonly PhysicalAddress Root => _tables.Root;
    public readonly RelocationAccount Account => _account;

    /// <summary>Takes the virtual addresses of all runtime regions out of <paramref name="tables"/>.</summary>
    /// <param name="tables">A copy of the tables in use.</param>
    /// <param name="map">With virtual addresses assigned.</param>
    /// <param name="keeps">Besides what the map says that the firmware or the stub still needs: a serial port's
    /// registers.</param>
    /// <returns>False where there are no tables for it: nothing is watched.</returns>
    public static bool TryStart(
        ShadowTables<TMemory> tables,
        in MemoryMapView map,
        PhysicalRange keeps,
        out RelocationWatch<TMemory> watch
    )
    {
        watch = default;
        watch._tables = tables;
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsRuntime && !watch.TryTakeOut(map, region, keeps))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>An access to an address that is not mapped.</summary>
    /// <returns>True where it can be done again: the page is there now.</returns>
    public bool TryResolve(in MemoryMapView map, ulong address, ulong instruction)
    {
        VirtualAddress page = new(address & ~(PageSize - 1));
        if (
            !RuntimeSpace.TryToPhysical(map, page, out PhysicalAddress physical)
            || !_tables.TryAlias(page.Value, physical)
        )
        {
            return false;
        }
        if (_account.EarlyUses++ == 0)
        {
            _account.Address = address;
            _account.Instruction = instruction;
        }
        return true;
    }

    /// <summary>All of a region but what is needed where it is.</summary>
    private bool TryTakeOut(in MemoryMapView map, in MemoryDescriptor region, PhysicalRange keeps)
    {
        ulong start = region.VirtualStart.Value,
            end = start + region.SizeBytes;
        while (start < end)
        {
            ulong keptStart = end,
                keptEnd = end;
            Clip(keeps, start, ref keptStart, ref keptEnd);
            for (int i = 0; i < map.Count; i++)
            {
                if (IsNeeded(map[i]))
                {
                    Clip(map[i].Range, start, ref keptStart, ref keptEnd);
                }
            }
            if (!_tables.TryUnmap(start, keptStart))
            {
                return false;
            }
            _account.WatchedPages += (uint)((keptStart - start) / PageSize);
            keptEnd = keptEnd < end ? keptEnd : end;
            _account.UnwatchedPages += (uint)((keptEnd - keptStart) / PageSize);
            start = keptEnd;
        }
        return true;
    }

    /// <summary>The first range that ends behind an address, in whole pages.</summary>
    private static void Clip(PhysicalRange range, ulong from, ref ulong start, ref ulong end)
    {
        PhysicalRange pages = range.RoundOut(PageSize);
        if (!pages.IsEmpty && pages.End.Value > from && pages.Start.Value < start)
        {
            start = pages.Start.Value > from ? pages.Start.Value : from;
            end = pages.End.Value;
        }
    }

    /// <summary>What runs until SetVirtualAddressMap returns lies in it, or works on it.</summary>
    private static bool IsNeeded(in MemoryDescriptor region) =>
        region.IsSound
        && (
            region.IsRuntime
            || region.Type
                is MemoryType.LoaderCode
                    or MemoryType.LoaderData
                    or MemoryType.BootServicesCode
                    or MemoryType.BootServicesData
        );
}
