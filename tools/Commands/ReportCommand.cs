using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Keelson.Tools.BoardReports;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>report</c>: a page for the vendor of a board, made of what its user has: a serial log, a kept report, the text of
/// a photograph, a report.json.
/// </summary>
internal static partial class ReportCommand
{
    private static readonly Argument<string[]> s_files = new("file")
    {
        Description = "a log, report.ktap, report.txt, a screen's text or a report.json; - is standard input",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<bool> s_diff = new("--diff")
    {
        Description = "compare two files, OLD and NEW: what broke, what was mended, what became slower",
    };
    private static readonly Option<string?> s_output = new("--output")
    {
        Description = "the page (artifacts/report/report.html)",
    };
    private static readonly Option<string?> s_json = new("--json")
    {
        Description = "a file for all of it as JSON (docs/report.md has the schema)",
    };
    private static readonly Option<string?> s_junit = new("--junit") { Description = "a file for JUnit's XML" };
    private static readonly Option<string?> s_kcidb = new("--kcidb")
    {
        Description = "a file for a submission to KernelCI's database (KCIDB I/O schema 5.0)",
    };
    private static readonly Option<string?> s_table = new("--table")
    {
        Description = "a file for a line of Markdown for each run, as in docs/boards.md",
    };
    private static readonly Option<string> s_origin = new("--origin")
    {
        Description = "who submits, as KernelCI knows it",
        DefaultValueFactory = _ => "keelson",
    };

    public static Command Create()
    {
        OptionRules.RequireEach(
            s_origin,
            word => Origin().IsMatch(word) ? null : $"--origin takes small letters, digits and _, not '{word}'"
        );
        Command report = new("report", "make a page for a vendor of logs and reports from boards")
        {
            s_files,
            s_diff,
            s_output,
            s_json,
            s_junit,
            s_kcidb,
            s_table,
            s_origin,
        };
        report.Validators.Add(result =>
        {
            if (result.GetValue(s_diff) && result.GetResult(s_files)?.Tokens.Count is not 2)
            {
                result.AddError("--diff takes two files: OLD NEW");
            }
        });
        report.SetAction(parsed =>
        {
            string page = PageOf(parsed);
            foreach (Option<string?> option in new[] { s_json, s_junit, s_kcidb, s_table })
            {
                _ = parsed.GetValue(option) is { } path ? OutputFile.Require(path, option.Name) : null;
            }

            string[] names = parsed.GetRequiredValue(s_files);
            BoardRun[][] files = [.. names.Select(name => ReadRuns(name, TitleOf(name, names)))];
            BoardRun[] runs = [.. files.SelectMany(one => one)];
            WriteIfAsked(parsed, s_json, () => ReportJson.Write(runs));
            WriteIfAsked(parsed, s_junit, () => JUnitXml.Of(runs.Select(one => one.ToSuite()), DateTime.UtcNow));
            WriteIfAsked(parsed, s_kcidb, () => KcidbSubmission.Of(runs, parsed.GetRequiredValue(s_origin)));
            WriteIfAsked(parsed, s_table, () => BoardTable.Of(runs));
            return parsed.GetValue(s_diff) ? Compare(page, files[0][^1], files[1][^1]) : Show(page, runs);
        });
        return report;
    }

    private static string PageOf(ParseResult parsed) =>
        parsed.GetValue(s_output) is { } path
            ? OutputFile.Require(path, s_output.Name)
            : Path.Combine(
                OutputFolder.Prepare(null, Path.Combine(Repository.Current.Artifacts, "report"), s_output.Name),
                "report.html"
            );

    /// <summary>The name alone, unless two folders have a file of that name.</summary>
    private static string TitleOf(string name, string[] names) =>
        name == "-" ? "standard input"
        : names.Count(one => Path.GetFileName(one) == Path.GetFileName(name)) > 1 ? name
        : Path.GetFileName(name);

    private static BoardRun[] ReadRuns(string name, string title)
    {
        byte[] bytes = InputFile.ReadNamed(name);
        return
        [
            .. ReportJson.IsJson(bytes)
                ? ReportJson.Read(title, bytes)
                : BoardRunReader.Read(BoardLog.Read(title, bytes)),
        ];
    }

    private static int Show(string page, BoardRun[] runs)
    {
        Write(page, ReportPage.Of(runs));
        foreach (BoardRun run in runs)
        {
            Console.WriteLine(
                $"report: {run.Title}: {run.Identity.Board}: {run.Verdict.ToString().ToLowerInvariant()}, "
                    + run.CountsOfFindings()
            );
        }

        return ExitCodes.Success;
    }

    private static int Compare(string page, BoardRun before, BoardRun after)
    {
        RunComparison comparison = RunComparison.Of(before, after);
        Write(page, ComparisonPage.Of(comparison));
        foreach (string line in ComparisonPage.Text(comparison))
        {
            Console.WriteLine($"report: {line}");
        }

        return comparison.HasBroken ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static void WriteIfAsked(ParseResult parsed, Option<string?> option, Func<string> text)
    {
        if (parsed.GetValue(option) is { } path)
        {
            Write(Path.GetFullPath(path), text());
        }
    }

    private static void Write(string path, string text)
    {
        AtomicFile.WriteIfChanged(path, Encoding.UTF8.GetBytes(text));
        Console.WriteLine($"report: {Repository.Shorten(path)}");
    }

    [GeneratedRegex("^[a-z0-9_]+$")]
    private static partial Regex Origin();
}
