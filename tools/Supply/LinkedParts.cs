using System.Text.RegularExpressions;

namespace Keelson.Tools.Supply;

/// <summary>What the linker put into an image, from its map: the linker's word, not the list of what it was offered.
/// </summary>
internal static partial class LinkedParts
{
    /// <returns>Object files, each once; those of an archive as <c>ARCHIVE:OBJECT</c>.</returns>
    public static IReadOnlyList<string> ObjectsIn(IEnumerable<string> map) =>
        [
            .. map.Select(line => Symbol().Match(line))
                .Where(symbol => symbol.Success)
                .Select(symbol => symbol.Groups["object"].Value)
                .Where(name => name != "<absolute>")
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    public static bool IsOfArchive(string linked) => linked.Contains(':');

    /// <summary>The assembly file that an object of an archive was made from.</summary>
    public static string SourceOf(string linked) => Path.ChangeExtension(linked[(linked.IndexOf(':') + 1)..], ".S");

    [GeneratedRegex(@"^ [0-9a-f]{4}:[0-9a-f]{8} +\S+ +[0-9a-f]{16} +(?:[fi] +)*(?<object>\S+)$")]
    private static partial Regex Symbol();
}
