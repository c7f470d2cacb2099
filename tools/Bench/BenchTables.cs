using System.Globalization;
using Keelson.Tools.Terminal;
using Spectre.Console;

namespace Keelson.Tools.Bench;

/// <summary>The report for people.</summary>
internal static class BenchTables
{
    private const int ShownFunctions = 40;

    public static void Print(
        BenchReport report,
        IReadOnlyList<Verdict> verdicts,
        IReadOnlyList<(string Name, IReadOnlyList<FunctionCost> Costs)> profiles
    )
    {
        Console.WriteLine();
        Console.WriteLine(
            "bench: guest instructions; ~ marks what did not repeat. "
                + string.Join(", ", report.Versions.Select(one => $"{one.Key} {one.Value}"))
        );
        Counts(report, BenchGroup.Boot, "entry to kernel", "firmware", withCalls: true);
        Counts(report, BenchGroup.RuntimeCall, "runtime call", "the service itself", withCalls: false);
        Counts(report, BenchGroup.Kexec, "kexec", "outside the image", withCalls: false);
        Sizes(report);
        Budgets(verdicts);
        foreach ((string name, IReadOnlyList<FunctionCost> costs) in profiles)
        {
            Functions(name, costs);
        }
    }

    private static void Counts(BenchReport report, BenchGroup group, string title, string elsewhere, bool withCalls)
    {
        Measurement[] rows = [.. report.Measurements.Where(one => one.Group == group)];
        if (rows.Length == 0)
        {
            return;
        }

        Table table = New(
            title,
            "total",
            "own code",
            "cache by address",
            "lines",
            elsewhere,
            withCalls ? "calls" : null
        );
        foreach (Measurement row in rows)
        {
            Func<Counts, long>[] cells =
            [
                one => one.Total,
                one => one.Own,
                one => one.Cache,
                one => one.Lines,
                one => one.Firmware,
                one => one.Calls,
            ];
            table.AddRow([
                Markup.Escape(row.Name),
                .. cells
                    .Take(withCalls ? 6 : 5)
                    .Select(cell => (cell(row.Spread) == 0 ? "" : "~") + Number(cell(row.Counts))),
            ]);
        }

        Screen.Write(table);
    }

    private static void Sizes(BenchReport report)
    {
        Table table = New("size", "bytes");
        foreach (ImageSize size in report.Sizes)
        {
            table.AddRow(Markup.Escape(size.Name), Number(size.Bytes));
        }

        Screen.Write(table);
    }

    private static void Budgets(IReadOnlyList<Verdict> verdicts)
    {
        Table table = New("budget", "measured", "limit", "of it", "peer", "of it", "").AddColumn("which");
        foreach (Verdict one in verdicts)
        {
            string verdict = one.State switch
            {
                BudgetState.Met => "[green]met[/]",
                BudgetState.Missed => "[red]MISSED[/]",
                _ => "not measured",
            };
            table.AddRow(
                Markup.Escape(one.What),
                Number(one.Value),
                Number(one.Limit),
                Ratio(one.OfLimit),
                Number(one.PeerValue),
                Ratio(one.OfPeer),
                verdict,
                Markup.Escape(one.Peer)
            );
        }

        Screen.Write(table);
    }

    private static void Functions(string name, IReadOnlyList<FunctionCost> costs)
    {
        Table table = New(name, "own", "calls out", "there");
        foreach (FunctionCost cost in costs.Take(ShownFunctions))
        {
            table.AddRow(
                Markup.Escape(cost.Name),
                Number(cost.Own),
                cost.Calls == 0 ? "" : Number(cost.Calls),
                cost.Firmware == 0 ? "" : Number(cost.Firmware)
            );
        }

        Screen.Write(table);
    }

    private static Table New(string title, params IEnumerable<string?> numbers)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumn(Markup.Escape(title));
        foreach (string number in numbers.OfType<string>())
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        return table;
    }

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private static string Ratio(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "";
}
