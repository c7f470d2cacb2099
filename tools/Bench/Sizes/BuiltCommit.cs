using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>The images of another commit: built in a clone of its own, which goes again; their sizes stay.</summary>
internal sealed class BuiltCommit(Repository repository, Action<string> say)
{
    private static readonly TimeSpan s_buildLimit = TimeLimit.OfWork(180);

    /// <summary>Before anything is built.</summary>
    /// <inheritdoc cref="Measure"/>
    public void Require(string since)
    {
        if (File.Exists(since))
        {
            MeasuredImages.Parse(since);
        }
        else
        {
            Resolve(since);
        }
    }

    /// <param name="since">A commit as git knows it, or a file that <c>bench --sizes --json</c> wrote.</param>
    /// <exception cref="FailureException">It is neither, or does not build.</exception>
    public MeasuredImages Measure(string since)
    {
        if (File.Exists(since))
        {
            return MeasuredImages.Parse(since);
        }

        string hash = Resolve(since);
        string known = Path.Combine(repository.Bench, $"sizes-{hash}.json");
        if (File.Exists(known))
        {
            return MeasuredImages.Parse(known);
        }

        string folder = Directory.CreateTempSubdirectory("keelson-sizes-").FullName;
        try
        {
            MeasuredImages measured = Build(hash, folder);
            AtomicFile.WriteIfChanged(known, measured.ToJson());
            return measured;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Resolve(string since)
    {
        string? hash = null;
        Git(
            line => hash ??= line,
            $"there is no commit '{since}', and no file of that name",
            "name a commit of this repository, or a file that bench --sizes --json wrote",
            ["-C", repository.Root, "rev-parse", "--quiet", "--verify", "--end-of-options", since + "^{commit}"]
        );
        return hash is { Length: >= 40 } && hash.All(char.IsAsciiHexDigitLower)
            ? hash
            : throw new FailureException($"git says of '{since}': {hash}", "name a commit by its hash");
    }

    private MeasuredImages Build(string hash, string folder)
    {
        string tree = Path.Combine(folder, "tree");
        say($"building {hash[..12]} in {tree}");
        const string Advice = "see whether git status works here, and whether there is room for another tree";
        Git(
            _ => { },
            $"cannot clone {repository.Root}",
            Advice,
            ["clone", "--quiet", "--shared", "--no-checkout", repository.Root, tree]
        );
        Git(_ => { }, $"cannot check {hash} out", Advice, ["-C", tree, "checkout", "--quiet", "--detach", hash]);
        Repository built = new(tree);
        foreach (string project in MeasuredImages.ProjectsOf(built))
        {
            List<string> said = [];
            int? status = ChildProcess.RunCollected(
                DotnetHost.Path,
                ["build", Path.Combine(tree, project), "-nologo", "-v", "quiet"],
                s_buildLimit,
                said.Add,
                tree,
                ("PATH", ExecutableSearch.ExtendedPath)
            );
            if (status != 0)
            {
                said.ForEach(say);
                throw new FailureException(
                    status is null
                        ? $"{project} of {hash[..12]} was not built after {s_buildLimit.TotalMinutes:F0} minutes"
                        : $"{project} of {hash[..12]} does not build: dotnet build ended with status {status}",
                    "name a commit that builds on this machine; git stash or a clone of it tells why this one does not"
                );
            }
        }

        return MeasuredImages.Of(hash, built);
    }

    private static void Git(Action<string> onLine, string what, string advice, IReadOnlyList<string> arguments)
    {
        string git =
            ExecutableSearch.Find("git")
            ?? throw new FailureException($"{what}: git is not on PATH", "install it, or name a file of sizes");
        if (ChildProcess.RunCollected(git, arguments, TimeLimit.OfWork(2), onLine) is not 0)
        {
            throw new FailureException(what, advice);
        }
    }
}
