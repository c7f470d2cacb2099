using System.Text;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Fetch;

/// <summary>
/// The cache of what was fetched: a folder <c>NAME@VERSION</c> for each entry, whole or not there at all. Safe to use
/// from several threads and processes at once; what is there already costs one look at the folder.
/// </summary>
public sealed class FetchedPackages
{
    /// <summary>
    /// Environment variable with another place for the cache, for instance one that several checkouts share.
    /// </summary>
    public const string Variable = "KEELSON_FETCH_CACHE";

    /// <summary>
    /// Of a holder of the lock: each step of a fetch has a limit of its own, and these are all of them.
    /// </summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromHours(1);

    /// <summary>Our own part of an unpacked folder.</summary>
    internal const string LauncherFolder = "keelson-run";

    private static readonly Lazy<FetchedPackages> s_current = new(() =>
        new FetchedPackages(
            Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
                ? folder
                : Path.Combine(Repository.Current.Artifacts, "fetch"),
            DebianMirror.OfMachine
        )
    );

    private readonly Lock _gate = new();
    private readonly Func<DebianMirror> _mirror;
    private AptTree? _guest;
    private AptTree? _unstable;
    private AptTree? _host;
    private UnreachableMirrorException? _unreachable;

    /// <param name="folder">Holds the cache; made when something is fetched.</param>
    /// <param name="mirror">Asked for only when something is missing.</param>
    internal FetchedPackages(string folder, Func<DebianMirror> mirror)
    {
        Folder = Path.GetFullPath(folder);
        _mirror = mirror;
    }

    public static FetchedPackages Current => s_current.Value;

    public string Folder { get; }

    /// <summary>What is in the cache; never touches the network.</summary>
    /// <returns>Null when it was not fetched.</returns>
    public FetchedPackage? Find(string name)
    {
        CatalogueEntry entry = EntryOf(name);
        string prefix = $"{name}@";
        return !Directory.Exists(Folder)
            ? null
            : Directory
                .EnumerateDirectories(Folder, prefix + "*")
                .Order(StringComparer.Ordinal)
                .Select(found => new FetchedPackage(entry, Path.GetFileName(found)[prefix.Length..], found))
                .LastOrDefault();
    }

    /// <summary>What is in the cache, or brought there now.</summary>
    /// <exception cref="FailureException">It can't be had: what, why, and what to do.</exception>
    public FetchedPackage Require(string name, Action<string>? progress = null)
    {
        if (Find(name) is { } cached)
        {
            return cached;
        }

        string? interpreter = EntryOf(name).Program?.Interpreter is { } needed
            ? Require(needed, progress).Program
            : null;
        lock (_gate)
        {
            // A machine without a network says so once, and not for as long as each of a hundred tests waits for it.
            if (_unreachable is { } before)
            {
                throw Missing(name, before);
            }

            MakeFolder();
            using ProcessLock processes = ProcessLock.Take(Path.Combine(Folder, ".lock"), $"fetching {name}", s_limit);
            if (Find(name) is { } other)
            {
                return other;
            }

            try
            {
                Fetch(EntryOf(name), interpreter, progress ?? (_ => { }));
            }
            catch (FailureException failure)
            {
                _unreachable = failure as UnreachableMirrorException;
                throw Missing(name, failure);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Missing(
                    name,
                    new FailureException(error.Message, $"make room, or name another place in {Variable}")
                );
            }

            return Find(name)!;
        }
    }

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot make the cache {Folder}: {error.Message}",
                $"name a folder that can be written to in {Variable}"
            );
        }
    }

    private static FailureException Missing(string name, FailureException cause) =>
        new($"{name} is not in the cache and can't be fetched: {cause.What}", cause.Advice);

    private static CatalogueEntry EntryOf(string name) =>
        Catalogue.Find(name)
        ?? throw new UsageException(
            $"there is no '{name}' to fetch",
            $"fetch --list shows what there is: {string.Join(", ", Catalogue.All.Select(one => one.Name))}"
        );

    private void Fetch(CatalogueEntry entry, string? interpreter, Action<string> progress)
    {
        // What an interrupted run left is under the lock and so nobody's.
        string work = Path.Combine(Folder, ".work");
        DeleteFolder(work);
        string packages = Directory.CreateDirectory(Path.Combine(work, "packages")).FullName;
        string root = Directory.CreateDirectory(Path.Combine(work, "root")).FullName;
        AptTree apt =
            entry.Method == FetchMethod.Guest
                ? GuestTreeOf(entry.Suite)
                : _host ??= AptTree.ForHost(Path.Combine(Folder, ".apt-host"), _mirror());
        progress($"{entry.Name}: reading the package lists of {entry.Suite}");
        string first = entry.IsMetaPackage ? apt.ResolveMeta(entry.Packages[0], entry.Suite) : entry.Packages[0];
        string version = apt.VersionOf(first, entry.Suite);
        progress($"{entry.Name}: {first} {version} of {entry.Suite}");
        if (entry.Method == FetchMethod.Source)
        {
            ExtractFiles(apt.DownloadSource(first, entry.Suite, packages), entry, root);
        }
        else
        {
            string release = first[Math.Max(0, first.IndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']))..];
            string[] names =
            [
                first,
                .. entry.Packages.Skip(1).Select(name => name.Replace("*", release, StringComparison.Ordinal)),
            ];
            string[] downloaded =
                entry.Method == FetchMethod.Host
                    ? apt.DownloadWithDependencies(names, entry.Suite, packages)
                    : apt.Download(names, entry.Suite, packages);
            string[] alone =
                entry.PackagesAlone.Count > 0 ? apt.Download(entry.PackagesAlone, entry.Suite, packages) : [];
            foreach (string package in downloaded.Union(alone))
            {
                RunTool("dpkg", "-x", package, root);
            }
        }

        WriteLauncher(entry, interpreter, root);
        // The epoch is apt's business, and its colon is none of a path's.
        FetchedPackage fetched = new(entry, version[(version.IndexOf(':') + 1)..], root);
        foreach (string pattern in entry.Files.Where(pattern => fetched.Find(pattern).Length == 0))
        {
            throw new FailureException(
                $"{entry.Name} {version} has no {pattern}",
                "the package has changed: correct the entry in tools/Fetch/Catalogue.cs"
            );
        }

        Directory.Move(root, Path.Combine(Folder, $"{entry.Name}@{fetched.Version}"));
        DeleteFolder(work);
    }

    /// <summary>Releases stand still; what is newest has lists of its own, fetched only by who wants it.</summary>
    private AptTree GuestTreeOf(string suite) =>
        suite == Catalogue.Newest
            ? _unstable ??= AptTree.ForGuest(Path.Combine(Folder, ".apt-arm64-newest"), _mirror(), Catalogue.Newest)
            : _guest ??= AptTree.ForGuest(
                Path.Combine(Folder, ".apt-arm64"),
                _mirror(),
                "bullseye bookworm bookworm-backports trixie trixie-backports"
            );

    private static void ExtractFiles(string archive, CatalogueEntry entry, string root) =>
        RunTool(
            "tar",
            [
                "-x",
                "-f",
                archive,
                "-C",
                root,
                "--strip-components=1",
                "--wildcards",
                .. entry.Files.Select(file => "*/" + file),
            ]
        );

    /// <summary>
    /// A script that knows where the libraries and data of the program are.
    /// </summary>
    private void WriteLauncher(CatalogueEntry entry, string? interpreter, string root)
    {
        if (entry.Program is not { } program || OperatingSystem.IsWindows())
        {
            return;
        }

        string folder = Directory.CreateDirectory(Path.Combine(root, LauncherFolder)).FullName;
        string path = Path.Combine(folder, program.Name);
        foreach (string module in program.AbsentModules)
        {
            File.WriteAllText(Path.Combine(folder, module + ".py"), "");
        }

        // Some programs keep libraries of their own in a folder below, and look for them at its place in an installed
        // system only.
        string libraries = string.Join(
            ':',
            Directory
                .GetDirectories(root, "*-linux-gnu", SearchOption.AllDirectories)
                .Where(folder => Path.GetFileName(Path.GetDirectoryName(folder)) == "lib")
                .Order(StringComparer.Ordinal)
                .SelectMany(folder =>
                    Directory
                        .GetDirectories(folder)
                        .Where(below => Directory.EnumerateFiles(below, "lib*.so.*").Any())
                        .Order(StringComparer.Ordinal)
                        .Prepend(folder)
                )
                .Select(folder => "$root/" + Path.GetRelativePath(root, folder))
                .DefaultIfEmpty("$root/usr/lib")
        );
        // Both lie in the cache, which may be moved.
        string runner = interpreter is null ? "" : $"\"$root/../{Path.GetRelativePath(Folder, interpreter)}\" ";
        string script = $$"""
            #!/bin/sh
            root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
            export LD_LIBRARY_PATH="{{libraries}}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
            export PYTHONPATH="$root/usr/lib/python3/dist-packages:$root/{{LauncherFolder}}${PYTHONPATH:+:$PYTHONPATH}"
            exec {{runner}}{{program.Command.Replace("$root", "\"$root\"", StringComparison.Ordinal)}} "$@"

            """;
        File.WriteAllText(path, script.ReplaceLineEndings("\n"), new UTF8Encoding(false));
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );
    }

    private static void RunTool(string program, params string[] arguments)
    {
        string file =
            ExecutableSearch.Find(program)
            ?? throw new FailureException(
                $"unpacking needs {program}, which this machine does not have",
                "run it on Debian, or in a container of it"
            );
        List<string> lines = [];
        if (ChildProcess.RunCollected(file, arguments, TimeLimit.OfWork(30), lines.Add) is not 0)
        {
            throw new FailureException(
                $"{CommandText.Format(program, arguments)} failed: {lines.LastOrDefault() ?? "without a word"}",
                "see that the disk has room, and that what unpacks the file (xz, zstd) is installed"
            );
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
