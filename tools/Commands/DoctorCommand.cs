using System.CommandLine;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Terminal;
using Spectre.Console;

namespace Keelson.Tools.Commands;

/// <summary><c>doctor</c>: each tool with its version and place, or what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Command doctor = new("doctor", "list each needed tool, its version and where it was found");
        doctor.SetAction(_ => Run());
        return doctor;
    }

    private static int Run()
    {
        PackageManager manager = InstallPlan.DetectManager();
        Table table = new Table().Border(TableBorder.Minimal).AddColumns("tool", "version", "where, or what to do");
        table.AddRow("dotnet", Markup.Escape(VersionProbe.OfProgram(DotnetHost.Path)), Markup.Escape(DotnetHost.Path));
        bool complete = true;
        foreach (Prerequisite one in PrerequisiteList.All)
        {
            string? path = one.Locate();
            complete &= path is not null;
            table.AddRow(
                one.Name,
                path is null ? "[red]missing[/]" : Markup.Escape(one.DescribeVersion(path)),
                Markup.Escape(path ?? one.Advice(manager))
            );
        }

        Screen.Write(table);
        Console.WriteLine(
            complete ? "doctor: every tool is there" : "doctor: something is missing; the setup verb brings it"
        );
        return complete ? ExitCodes.Success : ExitCodes.Failure;
    }
}
