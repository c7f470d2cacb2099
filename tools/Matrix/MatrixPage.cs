using System.Globalization;
using System.Net;
using System.Text;
using Keelson.Tools.Pages;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;

namespace Keelson.Tools.Matrix;

/// <summary>
/// A run of the matrix as one HTML page that needs nothing beside it: all machines in a table, then each with its
/// pictures and its words.
/// </summary>
internal static class MatrixPage
{
    public static string Of(IReadOnlyList<MachineOutcome> machines, TimeSpan duration)
    {
        StringBuilder html = new();
        html.Append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                + "content=\"width=device-width\">\n<title>Keelson: machines</title>\n"
        );
        html.Append("<style>\n")
            .Append(PageStyle.Css)
            .Append("</style>\n</head>\n<body>\n<h1>Keelson on ")
            .Append(machines.Count == 1 ? "1 machine" : $"{machines.Count} machines")
            .Append("</h1>\n");
        int Count(MachineState state) => machines.Count(one => one.State == state);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>{Count(MachineState.Passed)} passed, {Count(MachineState.Failed)} failed, "
                + $"{Count(MachineState.Skipped)} skipped, in {duration.TotalSeconds:F0} seconds.</p>\n"
        );
        AddOverview(html, machines);
        AddServices(html, machines);
        foreach (MachineOutcome machine in machines)
        {
            AddMachine(html, machine);
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void AddOverview(StringBuilder html, IEnumerable<MachineOutcome> machines)
    {
        html.Append(
            "<h2>Machines</h2>\n<table>\n<tr><th>machine<th>what it "
                + "is<th>result<th>passed<th>failed<th>skipped<th>findings<th>seconds</tr>\n"
        );
        foreach (MachineOutcome one in machines)
        {
            string state = one.State.ToString().ToLowerInvariant();
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"#{Attribute(one.Name)}\">{Text(one.Name)}</a><td>{Text(one.Description)}<td "
                    + $"class=\"{state}\">{state}"
            );
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td class=\"n\">{one.Verdict?.PassedCount}<td class=\"n\">{one.Verdict?.FailedCount}<td "
                    + $"class=\"n\">{one.Verdict?.SkippedCount}<td "
                    + $"class=\"n\">{(one.Run is null ? null : one.Findings.Count)}<td "
                    + $"class=\"n\">{one.Run?.Duration.TotalSeconds:F1}</tr>\n"
            );
        }

        html.Append("</table>\n");
    }

    private static void AddServices(StringBuilder html, IEnumerable<MachineOutcome> machines)
    {
        html.Append("<h2>Runtime services</h2>\n<table class=\"services\">\n<tr><th>machine");
        foreach (string service in ServiceMatrix.Services)
        {
            html.Append("<th><span>").Append(service).Append("</span>");
        }

        html.Append("</tr>\n");
        foreach (MachineOutcome machine in machines.Where(one => one.Run is not null))
        {
            html.Append("<tr><td>").Append(Text(machine.Name));
            foreach (ServiceResult service in ServicesOf(machine))
            {
                string state = StateName(service.State);
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<td class=\"{state.Replace(' ', '-')}\" "
                        + $"title=\"{Attribute($"{service.Service}: {state} {service.Answer}")}\">{Mark(service.State)}"
                );
            }

            html.Append("</tr>\n");
        }

        html.Append(
            "</table>\n<p class=\"legend\">&#10003; works as it must &nbsp; &#8856; EFI_UNSUPPORTED, as it may be "
                + "&nbsp; &#10007; breaks the specification &nbsp; &ndash; skipped &nbsp; empty: not asked</p>\n"
        );
    }

    private static void AddMachine(StringBuilder html, MachineOutcome machine)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<section "
                + $"id=\"{Attribute(machine.Name)}\">\n<h2>{Text(machine.Name)}</h2>\n"
                + $"<p>{Text(machine.Description)}</p>\n"
        );
        AddList(html, machine.State == MachineState.Skipped ? "Skipped" : "Failed", machine.Reasons);
        if (machine.Run is { } run)
        {
            html.Append(MemoryMapPicture.Of(MachineMaps.Parse(run.Lines.Select(line => line.Text))));
            AddAnswers(html, machine);
            AddList(html, "Findings", machine.Findings);
            html.Append(
                CultureInfo.InvariantCulture,
                $"<details><summary>console, {run.Lines.Count} "
                    + $"lines</summary>\n<pre>{Text(run.CommandLine)}\n\n"
                    + $"{Text(string.Join('\n', run.Lines))}</pre></details>\n"
            );
        }

        html.Append("</section>\n");
    }

    private static void AddAnswers(StringBuilder html, MachineOutcome machine)
    {
        html.Append("<table>\n<tr><th>service<th>result<th>answer<th>what was asked of it</tr>\n");
        foreach (ServiceResult service in ServicesOf(machine))
        {
            string state = StateName(service.State);
            string asked = string.Join(
                "<br>",
                service
                    .Results.Where(one => one.Outcome != KtapOutcome.Skipped)
                    .Select(one => Lines(one.Outcome == KtapOutcome.Failed ? one.FailureText : one.Description))
                    .Concat(
                        service
                            .Results.Where(one => one.Outcome == KtapOutcome.Skipped)
                            .Select(one => Text($"skipped: {one.Reason}"))
                            .Distinct()
                    )
            );
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{service.Service}<td "
                    + $"class=\"{state.Replace(' ', '-')}\">{state}<td>{Text(service.Answer)}<td>{asked}</tr>\n"
            );
        }

        html.Append("</table>\n");
    }

    private static void AddList(StringBuilder html, string title, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<h3>{title}</h3>\n<ul>\n{string.Concat(items.Select(item => $"<li>{Lines(item)}\n"))}</ul>\n"
            );
        }
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

    private static string StateName(ServiceState state) =>
        state == ServiceState.NotAsked ? "not asked" : state.ToString().ToLowerInvariant();

    private static string Mark(ServiceState state) =>
        state switch
        {
            ServiceState.Passed => "&#10003;",
            ServiceState.Unsupported => "&#8856;",
            ServiceState.Failed => "&#10007;",
            ServiceState.Skipped => "&ndash;",
            _ => "",
        };

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Lines(string text) => Text(text).Replace("\n", "<br>");

    private static string Attribute(string text) => WebUtility.HtmlEncode(text);
}
