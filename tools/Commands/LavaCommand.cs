using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Farm;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>lava</c>: for each machine a job and a device of LAVA, the board farm's engine (docs/farm.md).</summary>
internal static class LavaCommand
{
    private static readonly Option<string[]> s_machines = new("--machine")
    {
        Description = "only this machine; may be given several times",
    };
    private static readonly Option<string[]> s_boards = new("--board")
    {
        Description = "a real board instead, with a device dictionary to fill in: u-boot or server",
    };
    private static readonly Option<string?> s_output = new("--output")
    {
        Description = "folder for NAME/job.yaml and NAME/device.yaml or .jinja2 (artifacts/lava)",
    };
    private static readonly Option<string?> s_efi = new("--efi")
    {
        Description = "another EFI application instead of the product",
    };
    private static readonly Option<string?> s_append = new("--append") { Description = "its options" };
    private static readonly Option<string?> s_url = new("--url")
    {
        Description =
            "where the farm finds the files, which are then copied into the folder; without it jobs name them on this "
            + "machine",
    };

    public static Command Create()
    {
        s_boards.AcceptOnlyFromAmong([.. LavaBoard.All.Select(board => board.Name)]);
        Command lava = new("lava", "write a LAVA job and device for each machine, or for real boards")
        {
            s_machines,
            s_boards,
            s_output,
            s_efi,
            s_append,
            s_url,
        };
        OptionRules.RequireMachine(s_machines);
        OptionRules.RequireEach(
            s_url,
            text =>
                Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && !url.IsFile
                    ? null
                    : $"--url takes an address such as http://farm.example/keelson, not '{text}'"
        );
        lava.SetAction(parsed =>
        {
            EfiApplicationFile.RequireIfGiven(parsed, s_efi);
            string folder = OutputFolder.Prepare(
                parsed.GetValue(s_output),
                Path.Combine(Repository.Current.Artifacts, "lava"),
                s_output.Name
            );
            return BuildCommand.Need(Stage.Test, BuildGoal.Of(parsed.GetValue(s_efi), Repository.Current)) is 0
                ? Write(folder, parsed)
                : ExitCodes.Failure;
        });
        return lava;
    }

    private static int Write(string folder, ParseResult parsed)
    {
        Repository repository = Repository.Current;
        string application = Path.GetFullPath(parsed.GetValue(s_efi) ?? Products.RequireBootApplication(repository));
        string[] boards = parsed.GetValue(s_boards) ?? [];
        string[] names =
            parsed.GetValue(s_machines) is { Length: > 0 } chosen ? chosen
            : boards.Length > 0 ? []
            : [.. MachineDefinition.Names()];
        int written = 0;
        string? options = parsed.GetValue(s_append);
        string? url = parsed.GetValue(s_url);
        foreach (LavaBoard board in LavaBoard.All.Where(board => boards.Contains(board.Name)))
        {
            Try(board.Name, to => LavaFolder.Write(to, board, application, options, url));
        }

        foreach (string name in names)
        {
            Try(name, to => LavaFolder.Write(to, name, application, options, url));
        }

        Console.WriteLine(
            $"lava: jobs and devices for {written} of {names.Length + boards.Distinct().Count()} machines in "
                + Repository.Shorten(folder)
        );
        return ExitCodes.Success;

        void Try(string name, Action<string> write)
        {
            try
            {
                write(Path.Combine(folder, name));
                written++;
            }
            catch (MachineUnavailableException missing)
            {
                Console.Error.WriteLine($"keelson: {name} skipped: {missing.Message}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new FailureException(
                    $"cannot write the files of {name}: {error.Message}",
                    "name another folder with --output, or make room"
                );
            }
        }
    }
}
