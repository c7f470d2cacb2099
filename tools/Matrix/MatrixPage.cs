using System.Globalization;
using System.Text;
using Keelson.Tools.Pages;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;

namespace Keelson.Tools.Matrix;

/// <summary>
/// A run of the matrix as one HTML page: machines that failed first, what is the same on all of them once, then each
/// with its pictures and its words.
/// </summary>
internal static class MatrixPage
{
    public static string Of(IReadOnlyList<MachineOutcome> machines, TimeSpan duration)
    {
        MachineOutcome[] order = [.. machines.OrderBy(one => Rank(one.State))];
        MachineOutcome[] ran = [.. order.Where(one => one.Run is not null)];
        HashSet<string> shared = SharedFindings(ran);
        int Count(MachineState state) => machines.Count(one => one.State == state);
        HtmlPage page = new("Keelson: machines");
        page.Heading(1, $"Keelson on {(machines.Count == 1 ? "1 machine" : $"{machines.Count} machines")}");
        page.Paragraph(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Count(MachineState.Passed)} passed, {Count(MachineState.Failed)} failed, "
                    + $"{Count(MachineState.Skipped)} skipped, in {duration.TotalSeconds:F0} seconds."
            )
        );
        AddOverview(page, order, shared);
        page.List("Findings on every machine that ran", shared);
        AddServices(page, ran);
        foreach (MachineOutcome machine in order)
        {
            AddMachine(page, machine, shared);
        }

        return page.ToString();
    }

    /// <summary>What needs somebody comes first, what was not to be had last.</summary>
    private static int Rank(MachineState state) =>
        state switch
        {
            MachineState.Passed => 1,
            MachineState.Skipped => 2,
            _ => 0,
        };

    /// <summary>One machine alone shares with nobody.</summary>
    private static HashSet<string> SharedFindings(MachineOutcome[] ran) =>
        ran.Length < 2 ? [] : [.. ran[0].Findings.Where(finding => ran.All(one => one.Findings.Contains(finding)))];

    private static void AddOverview(HtmlPage page, IEnumerable<MachineOutcome> machines, HashSet<string> shared) =>
        page.Heading(2, "Machines")
            .Table(
                "",
                ["machine", "what it is", "result", "passed", "failed", "skipped", "findings of its own", "seconds"],
                machines.Select(one =>
                {
                    string state = one.State.ToString().ToLowerInvariant();
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"<td><a href=\"#{HtmlPage.Text(one.Name)}\">{HtmlPage.Text(one.Name)}</a><td>"
                            + $"{HtmlPage.Text(one.Description)}<td class=\"{state}\">{state}"
                            + $"<td class=\"n\">{one.Verdict?.PassedCount}<td class=\"n\">{one.Verdict?.FailedCount}"
                            + $"<td class=\"n\">{one.Verdict?.SkippedCount}<td class=\"n\">"
                            + $"{(one.Run is null ? null : one.Findings.Except(shared).Count())}"
                            + $"<td class=\"n\">{one.Run?.Duration.TotalSeconds:F1}"
                    );
                })
            );

    /// <summary>Machines whose services all stand alike share a line.</summary>
    private static void AddServices(HtmlPage page, MachineOutcome[] ran) =>
        page.Heading(2, "Runtime services")
            .Table(
                "services",
                ["machines", .. ServiceMatrix.Services.Select(one => $"<span>{one}</span>")],
                ran.Select(one => (one.Name, Cells: CellsOf(one)))
                    .GroupBy(one => one.Cells)
                    .Select(same => $"<td>{HtmlPage.Text(string.Join(", ", same.Select(one => one.Name)))}{same.Key}")
            )
            .Add(ServiceCells.Legend);

    private static string CellsOf(MachineOutcome machine) =>
        string.Concat(ServicesOf(machine).Select(one => ServiceCells.Cell(one.Service, one.State, one.Answer)));

    private static void AddMachine(HtmlPage page, MachineOutcome machine, HashSet<string> shared)
    {
        page.Add($"<section id=\"{HtmlPage.Text(machine.Name)}\">").Heading(2, machine.Name);
        page.Paragraph(machine.Description);
        page.List(machine.State == MachineState.Skipped ? "Skipped" : "Failed", machine.Reasons);
        if (machine.Run is { } run)
        {
            page.List("Findings of its own", [.. machine.Findings.Except(shared)]);
            string details =
                MemoryMapPicture.Of(MachineMaps.Parse(run.Lines.Select(line => line.Text))) + Answers(machine);
            if (machine.State == MachineState.Passed)
            {
                page.Folded("memory and services", details);
            }
            else
            {
                page.Add(details);
            }

            page.Folded(
                $"console, {run.Lines.Count} lines",
                $"<pre>{HtmlPage.Text(run.CommandLine)}\n\n{HtmlPage.Text(string.Join('\n', run.Lines))}</pre>"
            );
        }

        page.Add("</section>");
    }

    private static string Answers(MachineOutcome machine)
    {
        StringBuilder html = new(
            "<div class=\"wide\"><table>\n<tr><th>service<th>result<th>answer<th>what was asked of it</tr>\n"
        );
        foreach (ServiceResult service in ServicesOf(machine))
        {
            string state = ServiceCells.Name(service.State);
            string asked = string.Join(
                "<br>",
                service
                    .Results.Where(one => one.Outcome != KtapOutcome.Skipped)
                    .Select(one =>
                        HtmlPage.Lines(one.Outcome == KtapOutcome.Failed ? one.FailureText : one.Description)
                    )
                    .Concat(
                        service
                            .Results.Where(one => one.Outcome == KtapOutcome.Skipped)
                            .Select(one => HtmlPage.Text($"skipped: {one.Reason}"))
                            .Distinct()
                    )
            );
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{service.Service}<td "
                    + $"class=\"{ServiceCells.Style(service.State)}\">{state}<td>"
                    + $"{HtmlPage.Text(service.Answer)}<td>{asked}</tr>\n"
            );
        }

        return html.Append("</table></div>\n").ToString();
    }

    private static IEnumerable<ServiceResult> ServicesOf(MachineOutcome machine) =>
        ServiceMatrix
            .Of(machine.Results)
            .Select(one =>
                one.Service == "ResetSystem" && one.State == ServiceState.NotAsked
                    ? ServiceMatrix.OfReset(
                        machine.Run!.Lines.Select(line => line.Text),
                        machine.Run.Exit == QemuExit.GuestShutdown
                    )
                    : one
            );
}
