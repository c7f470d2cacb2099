using Keelson.Tools.Workspace;

namespace Keelson.Tools.Fetch;

/// <summary>Where Debian's packages come from, and the keys that vouch for them.</summary>
/// <param name="Uri">The archive, as in apt's sources.</param>
/// <param name="Keyring">Keys that may sign its package lists.</param>
public sealed record DebianMirror(string Uri, string Keyring)
{
    /// <summary>Environment variable with another mirror.</summary>
    public const string Variable = "KEELSON_DEBIAN_MIRROR";

    private static readonly string[] s_keyrings =
    [
        "/usr/share/keyrings/debian-archive-keyring.gpg",
        "/usr/share/keyrings/debian-archive-keyring.pgp",
    ];

    /// <summary>The mirror of <see cref="Variable"/>, else the one this machine installs from.</summary>
    /// <exception cref="FailureException">There is neither; we name none ourselves.</exception>
    public static DebianMirror OfMachine() => Of(Environment.GetEnvironmentVariable(Variable), SourceFiles());

    internal static DebianMirror Of(string? variable, IEnumerable<string> sourceFiles)
    {
        string keyring =
            s_keyrings.FirstOrDefault(File.Exists)
            ?? throw new FailureException(
                "the keys of Debian's archive are not on this machine",
                "apt-get install debian-archive-keyring"
            );
        string? uri = variable is { Length: > 0 }
            ? variable
            : sourceFiles.SelectMany(File.ReadLines).Select(UriOf).FirstOrDefault(found => found is not null);
        return uri is not null
            ? new(uri.TrimEnd('/'), keyring)
            : throw new FailureException(
                "apt's sources on this machine name no mirror of Debian (sources.list(5))",
                $"name one in {Variable}, for instance {Variable}=http://mirror.example/debian"
            );
    }

    /// <summary>
    /// The archive's address in a line of a sources file (sources.list(5)), old style or deb822; null for any other
    /// line.
    /// </summary>
    internal static string? UriOf(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["deb", ..] or ["URIs:", ..]
            // Ubuntu, vendors and the security archive have other suites, or none of ours.
            ? words
                .SelectMany(InList)
                .FirstOrDefault(word =>
                    word.Contains("://", StringComparison.Ordinal)
                    && word.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal)
                )
                ?.TrimEnd('/')
            : null;
    }

    /// <summary>
    /// The words of a file of mirrors (apt-transport-mirror(1)), as Debian's images for clouds name one; else the word.
    /// </summary>
    private static IEnumerable<string> InList(string word)
    {
        const string Method = "mirror+file:";
        if (!word.StartsWith(Method, StringComparison.Ordinal))
        {
            return [word];
        }

        string path = "/" + word[Method.Length..].TrimStart('/');
        return File.Exists(path)
            ? File.ReadLines(path)
                .SelectMany(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(1))
            : [];
    }

    private static IEnumerable<string> SourceFiles()
    {
        const string Folder = "/etc/apt/sources.list.d";
        IEnumerable<string> parts = Directory.Exists(Folder)
            ? Directory.GetFiles(Folder).Order(StringComparer.Ordinal)
            : [];
        return parts
            .Where(file => Path.GetExtension(file) is ".list" or ".sources")
            .Prepend("/etc/apt/sources.list")
            .Where(File.Exists);
    }
}
