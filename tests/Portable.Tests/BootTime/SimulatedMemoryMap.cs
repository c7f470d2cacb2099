using Keelson.Uefi;

namespace Keelson.Portable.Tests;

/// <summary>
/// Who owns which page, as EDK2's DXE core keeps it: taking pages splits a region, giving them back joins neighbours of
/// one type again, and each change makes every older map key stale.
/// </summary>
internal sealed class SimulatedMemoryMap
{
    private const ulong PageSize = 0x1000;
    private readonly List<MapEntry> _entries = [];

    public IReadOnlyList<MapEntry> Entries => _entries;
    public ulong Key { get; private set; } = 0x51;

    /// <summary>Adds a region that overlaps none, and stays apart from its neighbours.</summary>
    public void Add(MapEntry entry)
    {
        int at = _entries.FindIndex(other => other.Start > entry.Start);
        _entries.Insert(at < 0 ? _entries.Count : at, entry);
        Key += 3;
    }

    /// <summary>A firmware that keeps nothing for the time after boot.</summary>
    public void DropRuntime()
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            _entries[i] = _entries[i] with { Attributes = _entries[i].Attributes & ~MemoryAttributes.Runtime };
        }
    }

    /// <summary>The change without a difference: an event handler took a page and gave it back.</summary>
    public void Touch() => Key += 3;

    /// <summary>AllocateAnyPages: the highest place, as EDK2 has it, and aligned to no more than a page.</summary>
    public bool TryTake(MemoryType type, ulong pageCount, ulong highest, out ulong start)
    {
        ulong size = pageCount * PageSize;
        ulong EndOf(MapEntry entry) => Math.Min(entry.End, (highest + 1) & ~(PageSize - 1));
        int at = _entries.FindLastIndex(entry =>
            IsFree(entry) && EndOf(entry) > entry.Start && EndOf(entry) - entry.Start >= size
        );
        start = at < 0 ? 0 : EndOf(_entries[at]) - size;
        if (at >= 0)
        {
            Retype(start, pageCount, type);
        }

        return at >= 0;
    }

    /// <summary>Gives pages of one region another type.</summary>
    public void Retype(ulong start, ulong pageCount, MemoryType type)
    {
        ulong end = start + pageCount * PageSize;
        int at = _entries.FindIndex(entry => entry.Start <= start && end <= entry.End);
        MapEntry whole = _entries[at];
        MapEntry[] pieces =
        [
            whole with
            {
                PageCount = (start - whole.Start) / PageSize,
            },
            whole with
            {
                Start = start,
                PageCount = pageCount,
                Type = type,
            },
            whole with
            {
                Start = end,
                PageCount = (whole.End - end) / PageSize,
            },
        ];
        _entries.RemoveAt(at);
        _entries.InsertRange(at, pieces.Where(piece => piece.PageCount != 0));
        Join(_entries.FindIndex(entry => entry.Start == start));
        Key += 3;
    }

    /// <summary>
    /// Makes the map exactly <paramref name="descriptorCount"/> descriptors longer, the way drivers do it while they
    /// shut down: single pages off the free memory, each of another type than the page before.
    /// </summary>
    public void Grow(int descriptorCount)
    {
        int goal = _entries.Count + descriptorCount;
        while (_entries.Count < goal)
        {
            ulong largest = _entries.Where(IsFree).Max(entry => entry.PageCount);
            int at = _entries.FindIndex(entry => IsFree(entry) && entry.PageCount == largest);
            MemoryType before = at == 0 ? MemoryType.Reserved : _entries[at - 1].Type;
            Retype(
                _entries[at].Start,
                1,
                before == MemoryType.BootServicesData ? MemoryType.BootServicesCode : MemoryType.BootServicesData
            );
        }
    }

    private static bool IsFree(MapEntry entry) => entry.Type == MemoryType.Conventional;

    private void Join(int at)
    {
        if (at + 1 < _entries.Count && AreOne(_entries[at], _entries[at + 1]))
        {
            JoinWithNext(at);
        }

        if (at > 0 && AreOne(_entries[at - 1], _entries[at]))
        {
            JoinWithNext(at - 1);
        }
    }

    private void JoinWithNext(int at)
    {
        _entries[at] = _entries[at] with { PageCount = _entries[at].PageCount + _entries[at + 1].PageCount };
        _entries.RemoveAt(at + 1);
    }

    private static bool AreOne(MapEntry a, MapEntry b) =>
        a.End == b.Start && a.Type == b.Type && a.Attributes == b.Attributes;
}
