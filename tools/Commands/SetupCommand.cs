using System.CommandLine;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>setup</c>: brings what is missing, and only that. The other verbs run the same step for what they need.
/// </summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        Command setup = new(
            "setup",
            "install the tools that are missing (Debian as root; elsewhere it prints the commands)"
        );
        setup.SetAction(_ =>
        {
            if (Ensure(Stage.Test) is 0)
            {
                Console.WriteLine("setup: every tool is there");
                return ExitCodes.Success;
            }

            return ExitCodes.Failure;
        });
        return setup;
    }

    /// <summary>Makes sure that everything for <paramref name="stage"/> is there; quiet when it is.</summary>
    /// <returns>An exit code.</returns>
    public static int Ensure(Stage stage)
    {
        InstallPlan plan = InstallPlan.Make(PrerequisiteList.For(stage), InstallPlan.DetectManager());
        if (plan.Missing.Count == 0)
        {
            return ExitCodes.Success;
        }

        Console.WriteLine($"setup: missing: {string.Join(", ", plan.Missing.Select(one => one.Name))}");
        if (plan.Manager != PackageManager.Apt || !Environment.IsPrivilegedProcess)
        {
            Console.WriteLine(
                plan.Commands.Count == 1 ? "setup: run this, then try again:" : "setup: run these, then try again:"
            );
            foreach (string command in plan.Commands)
            {
                Console.WriteLine("  " + command);
            }

            return ExitCodes.Failure;
        }

        InstallWithApt(plan.AptPackages);
        plan = InstallPlan.Make(PrerequisiteList.For(stage), PackageManager.Apt);
        return plan.Missing.Count == 0
            ? ExitCodes.Success
            : throw new FailureException(
                $"apt-get succeeded and still {string.Join(", ", plan.Missing.Select(one => one.Name))} can not be "
                    + $"found",
                "run the doctor verb, and put the folder that holds the program on PATH"
            );
    }

    private static void InstallWithApt(IReadOnlyList<string> packages)
    {
        Console.WriteLine($"setup: installing {string.Join(' ', packages)}");
        // A package that asks a question would wait for ever without a terminal.
        Environment.SetEnvironmentVariable("DEBIAN_FRONTEND", "noninteractive");
        // Recommended packages would bring a desktop's worth of libraries for displays that no machine here has.
        Run("-q", "update");
        Run(["-q", "install", "-y", "--no-install-recommends", .. packages]);

        static void Run(params string[] arguments)
        {
            string[] all = ["-o", "Acquire::Retries=3", .. arguments];
            int status = ChildProcess.RunAttached("apt-get", all, Repository.Current.Root);
            if (status != 0)
            {
                throw new FailureException(
                    $"{CommandText.Format("apt-get", all)} ended with status {status}",
                    "see its messages above; without a network, install the packages by hand"
                );
            }
        }
    }
}
