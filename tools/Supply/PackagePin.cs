using System.Text.Json;
using System.Xml.Linq;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Supply;

/// <summary>
/// Packages whose programs run here and that no lock file covers, as they are downloaded and not referenced: what NuGet
/// unpacked against the hash in Directory.Packages.props, which is the one a lock file would hold.
/// </summary>
internal static class PackagePin
{
    private const string MetadataFile = ".nupkg.metadata";

    /// <param name="folder">Where NuGet unpacked it: .../PACKAGE/VERSION.</param>
    /// <returns>Why its programs must not run (KEEL391); nothing where it is the pinned one.</returns>
    public static IReadOnlyList<Diagnostic> Check(string folder) =>
        Check(folder, Path.Combine(Repository.Current.Root, "Directory.Packages.props"), Console.WriteLine);

    /// <param name="pins">The file that has the pins.</param>
    /// <param name="say">Where it is said that a package has none: not every host's compiler can be had everywhere.
    /// </param>
    public static IReadOnlyList<Diagnostic> Check(string folder, string pins, Action<string> say)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string package = Path.GetFileName(Path.GetDirectoryName(folder)!);
        string version = Path.GetFileName(folder);
        string? found = HashOf(folder);
        string[] pinned =
        [
            .. XDocument
                .Load(pins)
                .Descendants("PinnedPackage")
                .Where(pin =>
                    string.Equals(pin.Attribute("Include")?.Value, package, StringComparison.OrdinalIgnoreCase)
                )
                .Select(pin => pin.Attribute("ContentHash")!.Value),
        ];
        if (found is not null && pinned.Length == 0)
        {
            say($"  unpinned  {package} {version}: content hash {found}");
            return [];
        }

        return found is not null && pinned.Contains(found)
            ? []
            :
            [
                new Diagnostic(
                    Path.Combine(folder, MetadataFile),
                    "KEEL391",
                    found is null
                        ? "has no content hash of the package; delete the folder and restore again"
                        : $"{package} {version} is not the package that is pinned: its content hash is {found}, and "
                            + $"Directory.Packages.props has {string.Join(" or ", pinned)}; see which source gave it "
                            + "(dotnet nuget list source), delete the folder and restore again"
                ),
            ];
    }

    /// <returns>NuGet's hash of what it unpacked; null when it cannot be read.</returns>
    public static string? HashOf(string folder)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, MetadataFile)));
            return json.RootElement.GetProperty("contentHash").GetString();
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
            )
        {
            return null;
        }
    }
}
