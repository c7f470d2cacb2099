using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keelson.Tools.Reports;

namespace Keelson.Tools.BoardReports;

/// <summary>
/// Runs as a submission to KernelCI's database: KCIDB's I/O schema 5.0 (kcidb-io, kcidb_io/schema/v05_00.py). The
/// tested code in its sense is Keelson's kernel-shim at a commit; the firmware is the environment.
/// </summary>
public static partial class KcidbSubmission
{
    private const int MaximumExcerpt = 16384;

    /// <param name="origin">The CI system that submits, as KernelCI knows it: <c>[a-z0-9_]+</c>.</param>
    public static string Of(IReadOnlyList<BoardRun> runs, string origin)
    {
        string[] commits = [.. runs.Select(Commit).Distinct()];
        JsonObject submission = new()
        {
            ["version"] = new JsonObject { ["major"] = 5, ["minor"] = 0 },
            ["checkouts"] = new JsonArray([
                .. commits.Select(commit => new JsonObject
                {
                    ["id"] = $"{origin}:keelson-{commit}",
                    ["origin"] = origin,
                    ["tree_name"] = "keelson",
                    ["git_commit_name"] = commit,
                    ["valid"] = true,
                }),
            ]),
            ["builds"] = new JsonArray([
                .. commits.Select(commit => new JsonObject
                {
                    ["id"] = $"{origin}:kernel-shim-{commit}",
                    ["origin"] = origin,
                    ["checkout_id"] = $"{origin}:keelson-{commit}",
                    ["architecture"] = "arm64",
                    ["status"] = "PASS",
                }),
            ]),
            ["tests"] = new JsonArray([.. runs.SelectMany(run => Tests(run, origin))]),
        };
        return submission.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
    }

    private static IEnumerable<JsonNode> Tests(BoardRun run, string origin)
    {
        string id = $"{origin}:{Fingerprint(run)}";
        JsonObject all = Test(
            run,
            origin,
            id,
            "keelson",
            run.Verdict switch
            {
                RunVerdict.Passed => "PASS",
                RunVerdict.Failed => "FAIL",
                // It did not complete, and what is tested is unknown.
                _ => "ERROR",
            }
        );
        string reasons = string.Join('\n', run.Reasons);
        if (reasons.Length > 0)
        {
            all["log_excerpt"] = reasons[..Math.Min(reasons.Length, MaximumExcerpt)];
        }

        if (run.Findings.Count > 0)
        {
            all["misc"] = new JsonObject
            {
                ["findings"] = new JsonArray([
                    .. run.Findings.Select(one => (JsonNode)$"{one.Id} {one.Severity} {one.Subject}: {one.Summary}"),
                ]),
            };
        }

        yield return all;
        bool isChain = run.Results.Any(one => one.Generation > 1);
        foreach (RunResult result in run.Results)
        {
            string place = isChain ? $"keelson.generation-{result.Generation}" : "keelson";
            string group = result.Group.Length > 0 ? $".{Word(result.Group)}" : "";
            JsonObject test = Test(
                run,
                origin,
                $"{id}-{result.Generation}-{Word(result.Group)}-{result.Number}",
                $"{place}{group}.{Word(result.Title)}",
                Status(result)
            );
            test["comment"] = result.Title;
            if (result.Seen.Length > 0)
            {
                test["log_excerpt"] = result.Seen[..Math.Min(result.Seen.Length, MaximumExcerpt)];
            }

            yield return test;
        }
    }

    private static JsonObject Test(BoardRun run, string origin, string id, string path, string status) =>
        new()
        {
            ["id"] = id,
            ["origin"] = origin,
            ["build_id"] = $"{origin}:kernel-shim-{Commit(run)}",
            ["path"] = path,
            ["status"] = status,
            ["environment"] = new JsonObject
            {
                ["comment"] = run.Identity.Board,
                ["misc"] = new JsonObject { ["firmware"] = run.Identity.FirmwareName },
            },
        };

    private static string Status(RunResult result) =>
        result.Outcome switch
        {
            KtapOutcome.Passed => "PASS",
            KtapOutcome.Failed => "FAIL",
            _ => "SKIP",
        };

    private static string Commit(BoardRun run) => run.Identity.Commit ?? "unknown";

    /// <summary>The same run has the same identifier, so that it is not counted twice when it is sent twice.</summary>
    private static string Fingerprint(BoardRun run)
    {
        string text = run.Lines.Count > 0 ? string.Join('\n', run.Lines) : ReportJson.Write([run]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]
            + string.Create(CultureInfo.InvariantCulture, $"-{run.Number}");
    }

    /// <summary>A part of a path: letters, digits, hyphens and underscores.</summary>
    private static string Word(string text) =>
        NotOfAWord().Replace(text, "_").Trim('_') is { Length: > 0 } word ? word : "result";

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex NotOfAWord();
}
