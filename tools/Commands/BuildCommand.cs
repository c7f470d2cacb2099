using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Terminal;
using Keelson.Tools.Workspace;
using Spectre.Console;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>build</c>: the solution, by MSBuild alone, and not even by that when nothing has changed; this verb only adds the
/// tools before and the list of products after.
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

    /// <summary>The step that the tree's own verbs begin with: everything, unless it is up to date.</summary>
    /// <returns>An exit code.</returns>
    /// <exception cref="FailureException">The build failed.</exception>
    public static int Run(Stage stage)
    {
        if (SetupCommand.Ensure(stage) is not 0)
        {
            return ExitCodes.Failure;
        }

        if (!BuildRun.RunIfNeeded(BuildGoal.Everything, BuildEcho.Full, Repository.Current))
        {
            Console.WriteLine("build: nothing has changed since the last one (clean forgets it)");
        }

        return ExitCodes.Success;
    }

    /// <summary>
    /// The step that the verbs which use a product begin with: only what they need, and only when it is not up to date.
    /// </summary>
    /// <param name="goal">Null when the user brings what the verb works on.</param>
    /// <inheritdoc cref="Run"/>
    public static int Need(Stage stage, BuildGoal? goal, BuildEcho echo = BuildEcho.FailuresOnly)
    {
        if (SetupCommand.Ensure(stage) is not 0)
        {
            return ExitCodes.Failure;
        }

        if (goal is not null)
        {
            BuildRun.RunIfNeeded(goal, echo, Repository.Current);
        }

        return ExitCodes.Success;
    }

    private static void PrintProducts(Repository repository)
    {
        Table table = new Table()
            .Border(TableBorder.Minimal)
            .AddColumn("product")
            .AddColumn(new TableColumn("bytes").RightAligned());
        foreach (string product in Products.Find(repository))
        {
            table.AddRow(Markup.Escape(Repository.Shorten(product)), $"{new FileInfo(product).Length:N0}");
        }

        if (table.Rows.Count > 0)
        {
            Screen.Write(table);
        }
    }
}
