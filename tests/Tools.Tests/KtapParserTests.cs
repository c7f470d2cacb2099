using CsCheck;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests;

public class KtapParserTests
{
    [Fact]
    public void A_complete_document_has_results_reasons_and_diagnostics_and_no_problems()
    {
        KtapDocument document = Assert.Single(
            KtapParser.Parse([
                "firmware noise",
                "ok 7 before the header does not count",
                "KTAP version 1",
                "1..4",
                "# table hash 1234",
                "ok 1 efi tables hold only runtime regions",
                "more noise",
                "ok 2 - wakeup time # SKIP EFI_UNSUPPORTED by RT_PROPERTIES",
                "# expected 1, saw 2",
                "# at 0x20000000",
                "not ok 3 get time",
                "ok 4",
                "keelson: report failed",
            ])
        );

        Assert.Empty(document.Problems);
        Assert.Equal(4, document.PlannedCount);
        Assert.Equal((2, 1, 1), (document.PassedCount, document.FailedCount, document.SkippedCount));
        Assert.Equal("efi tables hold only runtime regions", document.Results[0].Description);
        Assert.Equal(["table hash 1234"], document.Results[0].Diagnostics);
        Assert.Equal(
            (KtapOutcome.Skipped, "wakeup time", "EFI_UNSUPPORTED by RT_PROPERTIES"),
            (document.Results[1].Outcome, document.Results[1].Description, document.Results[1].Reason)
        );
        Assert.Equal(["expected 1, saw 2", "at 0x20000000"], document.Results[2].Diagnostics);
    }

    [Theory]
    [InlineData("the plan (1..N) is missing", "ok 1 a")]
    [InlineData("the plan promises 2 results and 1 came", "1..2", "ok 1 a")]
    [InlineData("the plan promises 1 results and 2 came", "1..1", "ok 1 a", "ok 2 b")]
    [InlineData("result 2 expected", "1..2", "ok 1 a", "ok 3 b")]
    [InlineData("result 2 expected", "1..2", "ok 1 a", "ok 1 a")]
    [InlineData("a second plan", "1..1", "1..1", "ok 1 a")]
    [InlineData("came after the first result", "ok 1 a", "1..1")]
    [InlineData("is no plan", "1..x", "ok 1 a")]
    [InlineData("is no result", "1..1", "ok", "ok 1 a")]
    [InlineData("is no result", "1..1", "ok1 torn", "ok 1 a")]
    [InlineData("is no result", "1..1", "ok 99999999999 a")]
    [InlineData("the guest gave up", "1..1", "Bail out! no memory", "ok 1 a")]
    public void What_breaks_plan_order_or_format_is_a_problem(string problem, params string[] lines)
    {
        KtapDocument document = Assert.Single(KtapParser.Parse(["KTAP version 1", .. lines]));
        Assert.Contains(document.Problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_version_is_a_problem() =>
        Assert.False(Assert.Single(KtapParser.Parse(["KTAP version 2", "1..1", "ok 1 a"])).IsComplete);

    [Fact]
    public void A_directive_can_not_turn_a_failure_into_a_pass() =>
        Assert.Equal(
            1,
            Assert.Single(KtapParser.Parse(["KTAP version 1", "1..1", "not ok 1 a # SKIP no"])).FailedCount
        );

    [Fact]
    public void Each_kernel_of_a_chain_has_its_own_document()
    {
        IReadOnlyList<KtapDocument> documents = KtapParser.Parse([
            "KTAP version 1",
            "1..1",
            "ok 1 first",
            "kexec",
            "KTAP version 1",
            "1..2",
            "ok 1 second",
        ]);
        Assert.Equal(2, documents.Count);
        Assert.True(documents[0].IsComplete);
        Assert.False(documents[1].IsComplete);
    }

    [Fact]
    public void Results_of_a_subtest_have_its_name_and_what_was_seen()
    {
        KtapDocument document = Assert.Single(
            KtapParser.Parse([
                "KTAP version 1",
                "1..2",
                "  KTAP version 1",
                "  # Subtest: map",
                "  1..2",
                "  ok 1 regions # EFI_SUCCESS: 33 regions",
                "# finding KF-018 note x",
                "firmware noise",
                "  not ok 2 rules # 2 errors",
                "not ok 1 map",
                "  KTAP version 1",
                "  # Subtest: kexec",
                "  1..1",
                "  ok 1 token # SKIP generation 1",
                "ok 2 kexec # SKIP no result",
            ])
        );
        Assert.Empty(document.Problems);
        Assert.Equal(
            [
                ("map", 1, "regions", "EFI_SUCCESS: 33 regions", ""),
                ("map", 2, "rules", "2 errors", ""),
                ("kexec", 1, "token", "", "generation 1"),
            ],
            document.Results.Select(one => (one.Group, one.Number, one.Description, one.Seen, one.Reason))
        );
        Assert.Equal(["finding KF-018 note x"], document.Results[1].Diagnostics);
        Assert.Equal("not ok 2 map: rules # 2 errors", document.Results[1].ToLine());
    }

    [Theory]
    [InlineData("the plan promises 2 results and 1 came", "  1..2", "  ok 1 a", "not ok 1 g")]
    [InlineData("says ok, and 1 of its results do not", "  1..1", "  not ok 1 a", "ok 1 g")]
    [InlineData("says not ok, and none of its results does", "  1..1", "  ok 1 a", "not ok 1 g")]
    [InlineData("has no result", "  1..1", "  ok 1 a")]
    [InlineData("ends as 'h'", "  1..1", "  ok 1 a", "ok 1 h")]
    public void A_subtest_that_does_not_agree_with_its_result_is_a_problem(string problem, params string[] lines)
    {
        KtapDocument document = Assert.Single(
            KtapParser.Parse(["KTAP version 1", "1..1", "  KTAP version 1", "  # Subtest: g", .. lines])
        );
        Assert.Contains(document.Problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_well_formed_report_parses() =>
        Gen.Select(Gen.Enum<KtapOutcome>(), Gen.String[Gen.Char["abc xyz.,()"], 0, 20])
            .List[0, 30]
            .Sample(results =>
            {
                List<string> lines = ["KTAP version 1", $"1..{results.Count}"];
                for (int index = 0; index < results.Count; index++)
                {
                    (KtapOutcome outcome, string text) = results[index];
                    lines.Add(
                        $"{(outcome == KtapOutcome.Failed ? "not " : "")}ok {index + 1} "
                            + $"x{text}{(outcome == KtapOutcome.Skipped ? " # SKIP why" : "")}"
                    );
                }

                KtapDocument document = KtapParser.Parse(lines).Single();
                return document.IsComplete
                    && document
                        .Results.Select(result => (result.Outcome, result.Description))
                        .SequenceEqual(results.Select(result => (result.Item1, ("x" + result.Item2).Trim())));
            });
}
