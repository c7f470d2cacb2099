using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Farm;
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
    private static readonly Option<string?> s_output = new("--output")
    {
        Description = "folder for NAME/job.yaml and NAME/device.yaml (artifacts/lava)",
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
        Command lava = new("lava", "write a LAVA job and device for each machine")
        {
            s_machines,
            s_output,
            s_efi,
            s_append,
            s_url,
        };
        OptionRules.RequireMachine(s_machines);
        lava.SetAction(parsed =>
        {
            InputFile.RequireIfGiven(parsed, s_efi);
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
        string[] names = parsed.GetValue(s_machines) is { Length: > 0 } chosen
            ? chosen
            : [.. MachineDefinition.Names()];
        int written = 0;
        foreach (string name in names)
        {
            try
            {
                LavaFolder.Write(
                    Path.Combine(folder, name),
                    name,
                    application,
                    parsed.GetValue(s_append),
                    parsed.GetValue(s_url)
                );
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

        Console.WriteLine(
            $"lava: jobs and devices for {written} of {names.Length} machines in {Repository.Shorten(folder)}"
        );
        return ExitCodes.Success;
    }
}
