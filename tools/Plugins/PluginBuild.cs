using Keelson.Tools.Fetch;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Plugins;

/// <summary>A plugin for QEMU, in C.</summary>
/// <param name="Name">Of its shared library.</param>
/// <param name="Folder">Of its sources, from the root of the checkout; headers of its own are found there.</param>
internal sealed record PluginSource(string Name, string Folder);

/// <summary>
/// Compiles a plugin for one QEMU: a plugin fits the version whose header it was compiled with.
/// </summary>
internal static class PluginBuild
{
    private const string Header = "qemu-plugin.h";
    private static readonly string[] s_compilers = ["gcc", "cc", "clang"];

    /// <returns>The shared library.</returns>
    public static string Require(
        Repository repository,
        PluginSource plugin,
        string qemuVersion,
        Action<string> progress
    )
    {
        string folder = Path.Combine(repository.Root, plugin.Folder);
        string library = Path.Combine(repository.Plugins, $"{plugin.Name}-{qemuVersion}.so");
        DateTime newest = Directory.EnumerateFiles(folder).Max(File.GetLastWriteTimeUtc);
        if (File.Exists(library) && File.GetLastWriteTimeUtc(library) > newest)
        {
            return library;
        }

        string compiler =
            s_compilers.Select(ExecutableSearch.Find).FirstOrDefault(found => found is not null)
            ?? throw new FailureException(
                "no C compiler to compile QEMU's plugin with",
                "apt-get install gcc libc6-dev, or your system's packages of a C compiler"
            );
        // Where a plugin declares itself what it uses, QEMU's source is not fetched for one header.
        string headers = File.Exists(Path.Combine(folder, Header))
            ? folder
            : Path.GetDirectoryName(
                FetchedPackages.Current.Require(HeaderFor(qemuVersion), progress).Require("include/qemu/" + Header)
            )!;
        Directory.CreateDirectory(repository.Plugins);
        // Under a name of its own until it is whole.
        string unfinished = $"{library}.{Environment.ProcessId}.tmp";
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(
            compiler,
            [
                "-O2",
                "-Wall",
                "-fPIC",
                "-shared",
                "-I",
                folder,
                "-I",
                headers,
                "-o",
                unfinished,
                .. Directory.EnumerateFiles(folder, "*.c").Order(StringComparer.Ordinal),
            ],
            TimeLimit.OfTool,
            lines.Add
        );
        if (status is not 0)
        {
            throw new FailureException(
                $"{compiler} does not compile {plugin.Folder}: {string.Join('\n', lines)}",
                "mend the source, or install what it says is missing (apt-get install gcc libc6-dev)"
            );
        }

        File.Move(unfinished, library, overwrite: true);
        return library;
    }

    /// <summary>
    /// The entry of the fetch catalogue with the header of this version; up to QEMU 9 the second number changed it too.
    /// </summary>
    internal static string HeaderFor(string qemuVersion)
    {
        string[] numbers = qemuVersion.Split('.');
        string[] names = [$"qemu-plugin-{string.Join('.', numbers.Take(2))}", $"qemu-plugin-{numbers[0]}"];
        IEnumerable<string> known = Catalogue
            .All.Select(one => one.Name)
            .Where(name => name.StartsWith("qemu-plugin-", StringComparison.Ordinal))
            .Select(name => name["qemu-plugin-".Length..]);
        return names.FirstOrDefault(name => Catalogue.Find(name) is not null)
            ?? throw new FailureException(
                $"no plugin header is known for QEMU {qemuVersion}",
                $"use one of {string.Join(", ", known)}, or add an entry to tools/Fetch/Catalogue.cs"
            );
    }
}
