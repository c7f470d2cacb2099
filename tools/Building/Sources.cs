using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>Everything in the checkout that a build may read.</summary>
internal static class Sources
{
    // What no build reads. A folder that is added later counts as read until it is named here.
    private static readonly string[] s_others = ["artifacts", "docs", "qemu-scripts", "bin", "obj"];

    public static IEnumerable<string> Files(Repository repository) =>
        Directory
            .EnumerateFiles(repository.Root)
            .Concat(
                Directory
                    .EnumerateDirectories(repository.Root)
                    .Where(folder => Path.GetFileName(folder) is var name && name[0] != '.' && !s_others.Contains(name))
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            );

    /// <summary>
    /// A hash of names, lengths and times: two that are equal are of the same sources. It does not compare times with
    /// each other, so a file that was put back to an older state is seen too.
    /// </summary>
    public static string Fingerprint(Repository repository) => Fingerprint(Files(repository), Sdks());

    /// <summary>The SDKs of this computer: another one makes other products of the same sources.</summary>
    public static string Sdks()
    {
        string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../sdk"));
        return Directory.Exists(folder) ? string.Join(' ', Directory.EnumerateDirectories(folder).Order()) : folder;
    }

    /// <param name="files">In any order.</param>
    /// <param name="rest">What else counts.</param>
    /// <inheritdoc cref="Fingerprint(Repository)"/>
    public static string Fingerprint(IEnumerable<string> files, string rest = "")
    {
        StringBuilder list = new(rest);
        foreach (FileInfo file in files.Order(StringComparer.Ordinal).Select(path => new FileInfo(path)))
        {
            list.Append(file.FullName).Append('\t').Append(file.Length).Append('\t');
            list.Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }
}
