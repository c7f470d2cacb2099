using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Memory;

/// <summary>
/// Patch 7/8: the free RAM of a kernel, taken from the EFI map alone. Loader, boot-services and conventional memory are
/// one and the same from the first pass; nothing is set aside to be freed later. What is in use is carved out by
/// <see cref="Reserve"/>. Ascending, disjoint ranges; a fixed number of them, no heap. Pass by reference: a copy would
/// hand memory out twice.
/// </summary>
public struct FreeMemory
{
    public const int Capacity = 256;

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private PhysicalRange _first;
    }

    private Ranges _ranges;
    private int _count;

    public readonly int Count => _count;
    public readonly PhysicalRange this[int index] => _ranges[index];

    /// <summary>A range could not be kept for want of room; its memory is unused, never used twice.</summary>
    public bool HasDropped { get; private set; }

    public readonly ulong SizeBytes
    {
        get
        {
            ulong size = 0;
            for (int i = 0; i < _count; i++)
            {
                size += _ranges[i].SizeBytes;
            }

            return size;
        }
    }

    /// <summary>
    /// Takes every usable region of the map, in whole pages of <paramref name="pageSizeBytes"/>. What a second
    /// descriptor gives to another owner is not free, and what is listed twice is counted once.
    /// </summary>
    public void AddUsable(in MemoryMapView map, ulong pageSizeBytes)
    {
        // Merging comes before rounding: two neighbours may share a large page between them.
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsSound && region.IsUsable)
            {
                Add(region.Range);
            }
        }
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsSound && !region.IsUsable)
            {
                Reserve(region.Range);
            }
        }
        for (int i = _count - 1; i >= 0; i--)
        {
            PhysicalAddress start = _ranges[i].Start.AlignUp(pageSizeBytes);
            PhysicalAddress end = _ranges[i].End.AlignDown(pageSizeBytes);
            if (start < end)
            {
                _ranges[i] = new PhysicalRange(start, end);
            }
            else
            {
                RemoveAt(i);
            }
        }
    }

    /// <summary>Adds a range, whatever of it is here already; joins it to its neighbours where they touch.</summary>
    public void Add(PhysicalRange range)
    {
        int at = 0;
        while (at < _count && _ranges[at].Start < range.Start)
        {
            at++;
        }

        // What overlaps goes into the range first, so that only neighbours are left.
        if (at > 0 && _ranges[at - 1].End > range.Start)
        {
            at--;
            range = _ranges[at].Union(range);
            RemoveAt(at);
        }

        while (at < _count && _ranges[at].Start < range.End)
        {
            range = _ranges[at].Union(range);
            RemoveAt(at);
        }

        bool joinsBefore = at > 0 && _ranges[at - 1].End == range.Start;
        bool joinsAfter = at < _count && _ranges[at].Start == range.End;
        if (joinsBefore && joinsAfter)
        {
            _ranges[at - 1] = new PhysicalRange(_ranges[at - 1].Start, _ranges[at].End);
            RemoveAt(at);
        }
        else if (joinsBefore)
        {
            _ranges[at - 1] = new PhysicalRange(_ranges[at - 1].Start, range.End);
        }
        else if (joinsAfter)
        {
            _ranges[at] = new PhysicalRange(range.Start, _ranges[at].End);
        }
        else
        {
            InsertAt(at, range);
        }
    }

    /// <summary>Takes <paramref name="used"/> out, whatever of it is here.</summary>
    public void Reserve(PhysicalRange used)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            PhysicalRange range = _ranges[i];
            if (!range.Overlaps(used))
            {
                continue;
            }

            bool keepsHead = range.Start < used.Start;
            bool keepsTail = used.End < range.End;
            if (keepsHead)
            {
                _ranges[i] = new PhysicalRange(range.Start, used.Start);
            }

            if (keepsHead && keepsTail)
            {
                InsertAt(i + 1, new PhysicalRange(used.End, range.End));
            }
            else if (keepsTail)
            {
                _ranges[i] = new PhysicalRange(used.End, range.End);
            }
            else if (!keepsHead)
            {
                RemoveAt(i);
            }
        }
    }

    /// <summary>The highest place that fits: low memory stays free for those who can use no other.</summary>
    /// <param name="alignmentBytes">A power of two.</param>
    public bool TryAllocate(ulong sizeBytes, ulong alignmentBytes, out PhysicalAddress address)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_ranges[i].SizeBytes < sizeBytes)
            {
                continue;
            }

            address = (_ranges[i].End - sizeBytes).AlignDown(alignmentBytes);
            if (address < _ranges[i].Start)
            {
                continue;
            }

            Reserve(new PhysicalRange(address, address + sizeBytes));
            return true;
        }
        address = default;
        return false;
    }

    /// <summary>
    /// The highest place below <paramref name="limit"/>, or the highest of all where there is none: for those who must
    /// move on.
    /// </summary>
    public bool TryAllocateBelow(
        PhysicalAddress limit,
        ulong sizeBytes,
        ulong alignmentBytes,
        out PhysicalAddress address
    )
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            PhysicalAddress end = _ranges[i].End < limit ? _ranges[i].End : limit;
            if (end <= _ranges[i].Start || end - _ranges[i].Start < sizeBytes)
            {
                continue;
            }

            address = (end - sizeBytes).AlignDown(alignmentBytes);
            if (address < _ranges[i].Start)
            {
                continue;
            }

            Reserve(new PhysicalRange(address, address + sizeBytes));
            return true;
        }
        return TryAllocate(sizeBytes, alignmentBytes, out address);
    }

    /// <summary>The lowest page that begins in <paramref name="range"/>.</summary>
    /// <param name="range">Where to look; it need not be free.</param>
    /// <param name="pageBytes">Size and alignment, a power of two.</param>
    /// <param name="page">Taken out, where there is one.</param>
    public bool TryAllocateWithin(PhysicalRange range, ulong pageBytes, out PhysicalAddress page)
    {
        for (int i = 0; i < _count; i++)
        {
            PhysicalAddress lowest = _ranges[i].Start < range.Start ? range.Start : _ranges[i].Start;
            page = lowest.AlignUp(pageBytes);
            if (page < lowest || page >= range.End || page >= _ranges[i].End || _ranges[i].End - page < pageBytes)
            {
                continue;
            }

            Reserve(PhysicalRange.FromSize(page, pageBytes));
            return true;
        }
        page = default;
        return false;
    }

    private void InsertAt(int index, PhysicalRange range)
    {
        if (_count == Capacity)
        {
            HasDropped = true;
            return;
        }
        for (int i = _count; i > index; i--)
        {
            _ranges[i] = _ranges[i - 1];
        }

        _ranges[index] = range;
        _count++;
    }

    private void RemoveAt(int index)
    {
        _count--;
        for (int i = index; i < _count; i++)
        {
            _ranges[i] = _ranges[i + 1];
        }
    }
}
