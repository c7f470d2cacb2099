using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Boot.Tests;

/// <summary>This checkout's sources in another folder, with nothing built yet.</summary>
public sealed class TreeCopy : IDisposable
{
    private static readonly string[] s_notSources = ["artifacts", ".git", ".vs", ".idea", "bin", "obj"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-tree-");

    public TreeCopy() => Copy(new DirectoryInfo(Repository.Current.Root), _folder);

    public string Path(params string[] parts) => System.IO.Path.Combine([_folder.FullName, .. parts]);

    /// <returns>The exit status of <c>dotnet build</c> (null: it took too long), and what it said.</returns>
    public (int? Status, string Said) Build(string project)
    {
        List<string> said = [];
        // No server may stay behind in a folder that is about to go.
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            [
                "build",
                Path(project),
                "-nologo",
                "-v",
                "minimal",
                "-nodeReuse:false",
                "-p:UseSharedCompilation=false",
                $"-p:KeelsonCommit={Commit()}",
            ],
            TimeLimit.OfWork(90),
            said.Add
        );
        return (status, string.Join('\n', said));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>What this checkout's product says of itself: a copy has no history to ask.</summary>
    private static string Commit()
    {
        string file = System.IO.Path.Combine(
            Repository.Current.Root,
            "artifacts/obj/Keelson.KernelShim/debug/BuildIdentity.cs"
        );
        return File.ReadAllText(file).Split('"')[1];
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (FileInfo file in from.GetFiles())
        {
            // A checkout of git's worktree kind has a file of this name where others have a folder.
            if (file.Name != ".git")
            {
                file.CopyTo(System.IO.Path.Combine(to.FullName, file.Name));
            }
        }

        foreach (DirectoryInfo folder in from.GetDirectories().Where(folder => !s_notSources.Contains(folder.Name)))
        {
            Copy(folder, to.CreateSubdirectory(folder.Name));
        }
    }
}
