using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>Receives what an audit finds, in the order of the map or table.</summary>
public interface IRegionFindings
{
    /// <param name="id">What is wrong.</param>
    /// <param name="region">The descriptor that it is wrong with.</param>
    /// <param name="other">The descriptor that it is in conflict with; all zero where there is none.</param>
    void Found(FindingId id, in MemoryDescriptor region, in MemoryDescriptor other);
}
