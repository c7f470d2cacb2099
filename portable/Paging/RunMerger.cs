using Keelson.Memory;

namespace Keelson.Paging;

/// <summary>Neighbouring mappings that continue each other on both sides, with the same attributes.</summary>
public readonly struct MappingRun(VirtualAddress @virtual, PhysicalAddress physical, ulong sizeBytes, Protection protection)
{
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
public struct RunMerger<TSink>(TSink sink) : ILeafVisitor where TSink : struct, IRunVisitor
{
    private MappingRun _run;

    /// <summary>Where the runs go. A field, so that what it gathers can be read from it afterwards.</summary>
    public TSink Sink = sink;

    public void Visit(Leaf leaf)
    {
        if (Continues(leaf))
        {
            _run = new MappingRun(_run.Virtual, _run.Physical, _run.SizeBytes + leaf.SizeBytes, _run.Protection);
            return;
        }

        Finish();
        _run = new MappingRun(leaf.Virtual, leaf.Physical, leaf.SizeBytes, leaf.Protection);
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
