using Keelson.Audits;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Portable.Tests;

/// <summary>Keeps what an audit tells: identifier, start of the region, start of the other one.</summary>
internal readonly struct RecordedFindings() : IRegionFindings
{
    public List<(FindingId Id, ulong Start, ulong Other)> All { get; } = [];

    public void Found(FindingId id, in MemoryDescriptor region, in MemoryDescriptor other) =>
        All.Add((id, region.PhysicalStart.Value, other.PhysicalStart.Value));
}
