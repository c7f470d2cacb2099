using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Debugging;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>debug</c>: boots an application, stops it at its entry and opens lldb with its C# sources.</summary>
internal static class DebugCommand
{
    private const string Product = "boot";

    private static readonly Argument<string> s_name = new("name")
    {
        Description = "a module of artifacts/native, such as hello; boot is the product, with the kernel-shim in it",
        DefaultValueFactory = _ => Product,
    };
    private static readonly Option<string> s_machine = OptionRules.Machine();
    private static readonly Option<string?> s_append = new("--append") { Description = "the command line" };
    private static readonly Option<string[]> s_commands = new("--command")
    {
        Description = "of lldb, run in the order given; then lldb and the machine end",
    };
    private static readonly Option<bool> s_noBuild = new("--no-build") { Description = "what the last build left" };

    public static Command Create()
    {
        Command debug = new("debug", "boot an application, stop it at its entry, and open lldb with its sources")
        {
            s_name,
            s_machine,
            s_append,
            s_commands,
            s_noBuild,
        };
        debug.SetAction(
            async (parsed, cancel) =>
            {
                // Before the build, which may take minutes.
                string application = Locate(parsed.GetRequiredValue(s_name), Repository.Current);
                Lldb.Require();
                BuildGoal? goal = parsed.GetValue(s_noBuild) ? null : BuildGoal.Of(application, Repository.Current);
                return BuildCommand.Need(Stage.Boot, goal, BuildEcho.Full) is 0
                    ? await RunAsync(parsed, application, cancel)
                    : ExitCodes.Failure;
            }
        );
        return debug;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string application, CancellationToken cancel)
    {
        string[] commands = parsed.GetValue(s_commands) ?? [];
        DebugSession session = Open(application, commands) with
        {
            Options = new QemuRunOptions
            {
                Name = "debug",
                Machine = parsed.GetRequiredValue(s_machine),
                CommandLine = parsed.GetValue(s_append),
                OnLine = line => Console.WriteLine(line.Text),
            },
        };
        Console.WriteLine($"debug: {Repository.Shorten(application)} stops at its entry; continue is c, the end quit");
        QemuResult run = await session.RunAsync(commands.Length > 0 ? Console.WriteLine : null, cancel);
        Console.WriteLine($"debug: ended; transcript: {Repository.Shorten(run.Transcript)}");
        return ExitCodes.Success;
    }

    /// <param name="application">The product brings the kernel-shim along.</param>
    internal static DebugSession Open(string application, IReadOnlyList<string> commands) =>
        new(
            LinkedModule.Read(application),
            Path.GetFileName(application) == Products.DefaultBootFileName
                ? LinkedModule.Read(
                    Path.Combine(Path.GetDirectoryName(Products.KernelShim(Repository.Current))!, "kernel-shim.pe")
                )
                : null,
            commands,
            new QemuRunOptions { Name = "debug" }
        );

    private static string Locate(string name, Repository repository)
    {
        if (name is Product or "kernel-shim")
        {
            return Path.Combine(repository.NativeImages, Product, Products.DefaultBootFileName);
        }

        string application = Path.Combine(repository.NativeImages, name, name + ".efi");
        return File.Exists(application) || BuildGoal.Modules(repository).Contains(name)
            ? application
            : throw new UsageException(
                $"there is no module '{name}'",
                $"there are {string.Join(", ", BuildGoal.Modules(repository))}"
            );
    }
}
