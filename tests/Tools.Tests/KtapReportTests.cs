using System.Text;
using CsCheck;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What booted code reports, read by the host.</summary>
public class KtapReportTests
{
    private readonly struct ListSink(List<string> lines) : ITextSink
    {
        public void WriteLine(scoped ReadOnlySpan<byte> line) => lines.Add(Encoding.ASCII.GetString(line));
    }

    [Fact]
    public void The_host_counts_as_the_guest_does() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 12], Gen.Int[-1, 1])
            .Sample(
                (verbs, missing) =>
                {
                    List<string> lines = [];
                    int results = verbs.Sum(verb =>
                        verb switch
                        {
                            2 => 2,
                            3 => 0,
                            _ => 1,
                        }
                    );
                    var report = new KtapReport<ListSink>(new ListSink(lines), Math.Max(0, results + missing));
                    report.Begin();
                    foreach (int verb in verbs)
                    {
                        switch (verb)
                        {
                            case 0:
                                report.Check(true, $"holds");
                                break;
                            case 1:
                                report.Check(false, $"does not hold");
                                break;
                            case 2:
                                report.SkipGroup(2, "group"u8, "no gate"u8);
                                break;
                            default:
                                report.Note($"note");
                                break;
                        }
                    }

                    KtapDocument document = Assert.Single(KtapParser.Parse(lines));
                    Assert.Equal(
                        (report.Passed, report.Failed, report.Skipped),
                        (document.PassedCount, document.FailedCount, document.SkippedCount)
                    );
                    Assert.Equal(report.Planned, document.PlannedCount);
                    Assert.Equal(results == report.Planned, document.IsComplete);
                    Assert.Equal(
                        report.IsPass,
                        document.IsComplete && document.FailedCount == 0 && document.PassedCount > 0
                    );
                }
            );
}
