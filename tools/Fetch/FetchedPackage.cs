using Keelson.Tools.Workspace;

namespace Keelson.Tools.Fetch;

/// <summary>An entry of the catalogue, unpacked on this machine.</summary>
/// <param name="Entry">What it is.</param>
/// <param name="Version">Debian's version of its first package, without the epoch.</param>
/// <param name="Root">The folder that stands for <c>/</c> of the packages.</param>
public sealed record FetchedPackage(CatalogueEntry Entry, string Version, string Root)
{
    /// <summary>The launcher of <see cref="CatalogueEntry.Program"/>.</summary>
    public string Program =>
        Path.Combine(
            Root,
            FetchedPackages.LauncherFolder,
            (Entry.Program ?? throw new InvalidOperationException($"{Entry.Name} has no program")).Name
        );

    /// <summary>
    /// The one file or folder that a pattern names: <c>*</c> at the start of the pattern stands for any folders,
    /// elsewhere for part of a name.
    /// </summary>
    public string Require(string pattern) =>
        Find(pattern) switch
        {
            [string only] => only,
            [] => throw new FailureException(
                $"{Entry.Name} {Version} has no {pattern}",
                "the package has changed: correct the entry in tools/Fetch/Catalogue.cs"
            ),
            [.. string[] several] => throw new FailureException(
                $"{Entry.Name} {Version} has several {pattern}: {string.Join(", ", several)}",
                "use a narrower pattern"
            ),
        };

    /// <inheritdoc cref="Require"/>
    public string[] Find(string pattern)
    {
        // Older packages have /bin and /lib, newer ones /usr/bin and /usr/lib.
        string[] starts = pattern.StartsWith('*')
            ? [pattern[1..], "usr/" + pattern[1..], "usr/s" + pattern[1..], "s" + pattern[1..]]
            : [pattern];
        return [.. starts.SelectMany(start => Match(Root, start.Split('/'))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Match(string folder, string[] names) =>
        !Directory.Exists(folder) ? []
        : names is [var last] ? Directory.EnumerateFileSystemEntries(folder, last)
        : Directory.EnumerateDirectories(folder, names[0]).SelectMany(below => Match(below, names[1..]));
}
