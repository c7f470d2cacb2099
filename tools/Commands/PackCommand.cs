using System.CommandLine;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>pack</c>: the packages of sdk/, for a feed.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        Command pack = new("pack", "make the NuGet packages: the MSBuild SDK, its libraries, the templates");
        pack.SetAction(_ =>
        {
            Run(Repository.Current, Console.WriteLine);
            Console.WriteLine($"pack: {Repository.Shorten(FolderIn(Repository.Current))}");
            foreach (string package in Directory.GetFiles(FolderIn(Repository.Current), "*.nupkg").Order())
            {
                Console.WriteLine($"  {Path.GetFileName(package)}");
            }

            return ExitCodes.Success;
        });
        return pack;
    }

    public static string FolderIn(Repository repository) => Path.Combine(repository.Artifacts, "packages");

    /// <exception cref="FailureException">A package could not be made.</exception>
    public static void Run(Repository repository, Action<string> onLine)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            ["build", Path.Combine("sdk", "Packages.proj"), "-nologo", "-v", "minimal"],
            TimeLimit.OfWork(90),
            line =>
            {
                said.Add(line);
                onLine(line);
            },
            repository.Root
        );
        if (status is not 0)
        {
            throw new FailureException(
                "the packages were not made: "
                    + (said.FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal)) ?? "no reason"),
                "the lines above say why"
            );
        }
    }
}
