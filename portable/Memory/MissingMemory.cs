using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.Memory;

/// <summary>What tells memory from addresses that only claim to be some.</summary>
public interface IMemoryProbe
{
    /// <summary>Whether a read comes back.</summary>
    bool Answers(PhysicalAddress address);
}

/// <summary>
/// RAM that the memory map claims and that is not there: found before it is used, by a read at both ends of each
/// <see cref="ChunkBytes"/>, and taken out of what is free.
/// </summary>
public struct MissingMemory
{
    /// <summary>Memory comes and goes in larger pieces than this.</summary>
    public const ulong ChunkBytes = 0x20_0000;

    /// <summary>Ranges that are told of; more are taken out all the same.</summary>
    public const int Capacity = 8;

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private PhysicalRange _first;
    }

    private Ranges _ranges;

    public int Count { get; private set; }
    public ulong SizeBytes { get; private set; }

    public readonly PhysicalRange this[int index] => _ranges[index];

    /// <summary>Looks at all that is free, and leaves what is there.</summary>
    public void Sift<TProbe>(ref FreeMemory free, TProbe probe)
        where TProbe : struct, IMemoryProbe
    {
        for (int i = 0; i < free.Count; i++)
        {
            while (i < free.Count && TryFindRun(free[i], probe, out PhysicalRange run))
            {
                Add(run);
                bool hasHead = free[i].Start < run.Start;
                free.Reserve(run);
                i += hasHead ? 1 : 0;
            }
        }
    }

    /// <summary>One that was found by other means.</summary>
    public void Add(PhysicalRange range)
    {
        SizeBytes += range.SizeBytes;
        if (Count != 0 && _ranges[Count - 1].End == range.Start)
        {
            _ranges[Count - 1] = new PhysicalRange(_ranges[Count - 1].Start, range.End);
        }
        else if (Count != 0 && _ranges[Count - 1].Start == range.End)
        {
            _ranges[Count - 1] = new PhysicalRange(range.Start, _ranges[Count - 1].End);
        }
        else if (Count != Capacity)
        {
            _ranges[Count++] = range;
        }
    }

    /// <summary>The first chunks of <paramref name="range"/> that do not answer, up to one that does.</summary>
    private static bool TryFindRun<TProbe>(PhysicalRange range, TProbe probe, out PhysicalRange run)
        where TProbe : struct, IMemoryProbe
    {
        PhysicalAddress start = range.End;
        PhysicalAddress at = range.Start;
        while (at < range.End)
        {
            PhysicalAddress end = at.AlignDown(ChunkBytes) + ChunkBytes;
            // At the top of the address space the next chunk begins at 0.
            end = end > range.End || end < at ? range.End : end;
            bool answers = probe.Answers(at) && probe.Answers(end - 1);
            if (answers && start != range.End)
            {
                break;
            }

            start = !answers && start == range.End ? at : start;
            at = end;
        }
        run = new PhysicalRange(start, at);
        return start != range.End;
    }
}
