using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>Neighbouring mappings that continue each other on both sides, with the same attributes.</summary>
/// <param name="virtual">First address that is translated.</param>
/// <param name="physical">Where that leads.</param>
/// <param name="sizeBytes">Bytes in one piece.</param>
/// <param name="protection">Of all of it.</param>
/// <param name="pageCount">Pages it is made of.</param>
/// <param name="blockCount">Blocks it is made of, of whatever size.</param>
public readonly struct MappingRun(
    VirtualAddress @virtual,
    PhysicalAddress physical,
    ulong sizeBytes,
    Protection protection,
    uint pageCount,
    uint blockCount
)
{
    public uint PageCount { get; } = pageCount;
    public uint BlockCount { get; } = blockCount;
    public VirtualAddress Virtual { get; } = @virtual;
    public PhysicalAddress Physical { get; } = physical;
    public ulong SizeBytes { get; } = sizeBytes;
    public Protection Protection { get; } = protection;
}

/// <summary>Receives runs in ascending order.</summary>
public interface IRunVisitor
{
    void Visit(MappingRun run);
}

/// <summary>
/// Joins leaves into runs for a dump that people read: a region shows as one line whatever blocks and pages it is made
/// of. Call <see cref="Finish"/> after the visit, as the last run is only known to be complete then.
/// </summary>
public struct RunMerger<TSink>(TSink sink) : ILeafVisitor
    where TSink : struct, IRunVisitor
{
    private MappingRun _run;

    /// <summary>Where the runs go. A field, so that what it gathers can be read from it afterwards.</summary>
    public TSink Sink = sink;

    public void Visit(Leaf leaf)
    {
        uint page = leaf.Level == Granule.PageLevel ? 1u : 0;
        if (Continues(leaf))
        {
            _run = new MappingRun(
                _run.Virtual,
                _run.Physical,
                _run.SizeBytes + leaf.SizeBytes,
                _run.Protection,
                _run.PageCount + page,
                _run.BlockCount + 1 - page
            );
            return;
        }

        Finish();
        _run = new MappingRun(leaf.Virtual, leaf.Physical, leaf.SizeBytes, leaf.Protection, page, 1 - page);
    }

    /// <summary>Hands on what is still held; may be called again, with nothing to hand on.</summary>
    public void Finish()
    {
        if (_run.SizeBytes != 0)
        {
            Sink.Visit(_run);
            _run = default;
        }
    }

    private readonly bool Continues(Leaf leaf) =>
        _run.SizeBytes != 0
        && leaf.Virtual == _run.Virtual + _run.SizeBytes
        && leaf.Physical == _run.Physical + _run.SizeBytes
        && leaf.Protection == _run.Protection;
}
