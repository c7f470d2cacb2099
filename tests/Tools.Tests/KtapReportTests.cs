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
        Gen.Select(Gen.Int[0, 3].Array[0, 5].Array[0, 5], Gen.Int[-1, 1], Gen.Int[-1, 1])
            .Sample(
                (groups, missingGroups, missing) =>
                {
                    List<string> lines = [];
                    int planned = Math.Max(0, groups.Length + missingGroups);
                    var report = new KtapReport<ListSink>(new ListSink(lines), planned);
                    report.Begin();
                    bool isWhole = planned == groups.Length;
                    foreach (int[] verbs in groups)
                    {
                        int results = verbs.Count(verb => verb != 3);
                        int plan = Math.Max(0, results + missing);
                        isWhole &= plan == results;
                        report.BeginGroup("group"u8, plan);
                        foreach (int verb in verbs)
                        {
                            switch (verb)
                            {
                                case 0:
                                    report.Check(true, "holds"u8, $"value {verb}");
                                    break;
                                case 1:
                                    report.Check(false, "does not hold"u8);
                                    break;
                                case 2:
                                    report.Skip("skipped"u8, "no gate"u8);
                                    break;
                                default:
                                    report.Note($"note");
                                    break;
                            }
                        }
                        report.EndGroup("group"u8);
                    }

                    KtapDocument document = Assert.Single(KtapParser.Parse(lines));
                    Assert.Equal(
                        (report.Passed, report.Failed, report.Skipped),
                        (document.PassedCount, document.FailedCount, document.SkippedCount)
                    );
                    Assert.Equal(planned, document.PlannedCount);
                    Assert.Equal(isWhole, document.IsComplete);
                    Assert.All(document.Results, result => Assert.Equal("group", result.Group));
                    Assert.Equal(
                        report.IsPass,
                        document.IsComplete && document.FailedCount == 0 && document.PassedCount > 0
                    );
                }
            );
}
