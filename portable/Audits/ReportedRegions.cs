using Keelson.Findings;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>What an audit finds, as findings of a report.</summary>
public struct ReportedRegions<TSink>(KtapReport<TSink> report) : IRegionFindings
    where TSink : struct, ITextSink
{
    private KtapReport<TSink> _report = report;

    /// <summary>The report that was given, with the findings in it.</summary>
    public readonly KtapReport<TSink> Report => _report;

    public void Found(FindingId id, in MemoryDescriptor region, in MemoryDescriptor other)
    {
        TextLine subject = $"{region.PhysicalStart}, {region.PageCount} pages, {region.Type}";
        TextLine seen = $"";
        if (other.PageCount != 0)
        {
            seen = $"{other.PhysicalStart}, {other.PageCount} pages, {other.Type}";
        }

        _report.Finding(id, subject.Text, ref seen);
    }
}
