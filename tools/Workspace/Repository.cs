namespace Keelson.Tools.Workspace;

/// <summary>
/// The checkout this program was built in: the one place that knows where inputs lie and where results go.
/// </summary>
public sealed class Repository(string root)
{
    public const string SolutionFileName = "Keelson.slnx";

    /// <summary>The file that marks the root: a checkout has it, and the package Keelson.Sdk (sdk/).</summary>
    private static readonly string s_mark = Path.Combine("runtime", "msbuild", "NativeImage.targets");

    private static readonly Lazy<Repository> s_current = new(Find);

    /// <summary>The checkout that holds the running program.</summary>
    public static Repository Current => s_current.Value;

    public string Root { get; } = Path.GetFullPath(root);
    public string Solution => Path.Combine(Root, SolutionFileName);

    /// <summary>Machines, one <c>NAME.qemu</c> per board and firmware.</summary>
    public string Machines => Path.Combine(Root, "qemu-scripts");

    /// <summary>
    /// Everything that is built or recorded; <c>clean</c> deletes it. Of a package, which is nobody's to write to, it
    /// is in the folder that the program was started in, a project's.
    /// </summary>
    public string Artifacts =>
        File.Exists(Path.Combine(Root, "tools", "keelson.dll"))
            ? Path.GetFullPath(Path.Combine("bin", "keelson"))
            : Path.Combine(Root, "artifacts");

    /// <summary>Freestanding images and their debug files, one folder per module.</summary>
    public string NativeImages => Path.Combine(Artifacts, "native");

    /// <summary>What runs on the host: the tools, analyzers and tests, one folder per project.</summary>
    public string Programs => Path.Combine(Artifacts, "bin");

    /// <summary>What runs recorded, a folder for each (<see cref="RunFolder"/>).</summary>
    public string Runs => Path.Combine(Artifacts, "runs");

    /// <summary>Held by the one that builds; build.sh and build.ps1 know it too.</summary>
    public string BuildLock => Path.Combine(Artifacts, "build.lock");

    /// <summary>Made by a build's last target (runtime/msbuild/BuildEnd.targets).</summary>
    public string BuildEnd => Path.Combine(Artifacts, "build.end");

    /// <summary>What the <c>bench</c> verb compiles, makes and measures.</summary>
    public string Bench => Path.Combine(Artifacts, "bench");

    /// <summary>QEMU's plugins, compiled.</summary>
    public string Plugins => Path.Combine(Artifacts, "plugins");

    /// <summary>What the coherence checker wrote.</summary>
    public string Coherence => Path.Combine(Artifacts, "coherence");

    /// <summary>Constructs of C#, those that work and those that are refused.</summary>
    public string LanguageCases => Path.Combine(Root, "tests", "data", "csharp");

    /// <summary>Held by the one that tests.</summary>
    public string TestLock => Path.Combine(Artifacts, "test.lock");

    public string TestResults => Path.Combine(Artifacts, "test-results");

    /// <summary>Measurements that tests write, one text file per figure; <c>test</c> prints them.</summary>
    public string Figures => Path.Combine(Artifacts, "figures");

    /// <summary>The path from the root of a file that is inside.</summary>
    public string RelativePath(string path) => Path.GetRelativePath(Root, path);

    /// <summary>
    /// Names a file the way a reader can paste it: relative to the folder that the program was started in when that
    /// makes it shorter.
    /// </summary>
    public static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
    }

    private static Repository Find()
    {
        // The program lies in artifacts/bin of its own checkout, so the folder it was started from does not matter.
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, s_mark)))
            {
                return new Repository(folder.FullName);
            }
        }

        throw new FailureException(
            $"{AppContext.BaseDirectory} is not inside a checkout: no folder above it holds {s_mark}",
            "run ./build.sh (or build.ps1) from the checkout instead of a copied program"
        );
    }
}
