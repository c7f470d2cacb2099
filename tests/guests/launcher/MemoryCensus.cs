using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>How many pages the memory map has of each type.</summary>
internal struct MemoryCensus
{
    private const int TypeCount = 16;
    private const int BufferPages = 16;

    [InlineArray(TypeCount)]
    private struct PageCounts
    {
        private long _first;
    }

    private PageCounts _pages;
    private PhysicalAddress _buffer;

    /// <summary>Takes the memory for the map now, so that it is no part of any difference.</summary>
    public static bool TryReserve(EfiSystem system, out MemoryCensus census)
    {
        census = default;
        return system.Boot.AllocatePages(MemoryType.LoaderData, BufferPages, AlignedPages.Highest, out census._buffer)
            == EfiStatus.Success;
    }

    public unsafe bool TryTake(EfiSystem system)
    {
        // SAFETY: the buffer is ours, mapped 1:1, and as long as said.
        _pages = default;
        Span<byte> bytes = new((void*)_buffer.Value, BufferPages * (int)MemoryDescriptor.PageSizeBytes);
        if (
            system.Boot.GetMemoryMap(bytes, out MemoryMapInfo info) != EfiStatus.Success
            || MemoryMapView.TryCreate(bytes, info, out MemoryMapView map) != MemoryMapError.None
        )
        {
            return false;
        }
        for (int i = 0; i < map.Count; i++)
        {
            if ((uint)map[i].Type < TypeCount)
            {
                _pages[(int)map[i].Type] += (long)map[i].PageCount;
            }
        }
        return true;
    }

    /// <summary>Pages that are allocated now and were not, whatever their type; says which types they are.</summary>
    public static int CompareAndReport(in MemoryCensus before, in MemoryCensus after)
    {
        int leaked = 0;
        for (int type = 0; type < TypeCount; type++)
        {
            int difference = (int)(after._pages[type] - before._pages[type]);
            if (difference == 0 || type == (int)MemoryType.Conventional)
            {
                continue;
            }
            EfiApplication.WriteLine($"launcher: {difference} pages more of memory type {type}");
            leaked += difference;
        }
        return leaked;
    }
}
