using System.CommandLine;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Terminal;
using Keelson.Tools.Workspace;
using Spectre.Console;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>build</c>: the solution, by MSBuild alone; this verb only adds the tools before and the list of products after.
/// </summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        Command build = new("build", "build everything and list the products");
        build.SetAction(_ =>
        {
            int status = Run(Stage.Build);
            if (status == ExitCodes.Success)
            {
                PrintProducts(Repository.Current);
            }

            return status;
        });
        return build;
    }

    /// <summary>The step that boot and test begin with.</summary>
    /// <returns>An exit code.</returns>
    public static int Run(Stage stage)
    {
        if (SetupCommand.Ensure(stage) is not 0)
        {
            return ExitCodes.Failure;
        }

        Repository repository = Repository.Current;
        Console.WriteLine($"build: {Repository.SolutionFileName}");
        int status = ChildProcess.RunAttached(
            DotnetHost.Path,
            ["build", repository.Solution, "-nologo", "-v", "minimal"],
            repository.Root
        );
        if (status != 0)
        {
            Console.Error.WriteLine(
                $"keelson: the build failed (dotnet build ended with status {status}); the errors are above"
            );
        }

        return status == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void PrintProducts(Repository repository)
    {
        Table table = new Table()
            .Border(TableBorder.Minimal)
            .AddColumn("product")
            .AddColumn(new TableColumn("bytes").RightAligned());
        foreach (string product in Products.Find(repository))
        {
            table.AddRow(Markup.Escape(repository.Shorten(product)), $"{new FileInfo(product).Length:N0}");
        }

        if (table.Rows.Count > 0)
        {
            Screen.Write(table);
        }
    }
}
