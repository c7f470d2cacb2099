using System.CommandLine;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>clean</c>: deletes everything a build or a run made.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        Command clean = new("clean", "delete artifacts/");
        clean.SetAction(_ =>
        {
            IReadOnlyList<string> kept = Delete(Repository.Current.Artifacts);
            Console.WriteLine(
                kept.Count == 0
                    ? "clean: artifacts/ is gone"
                    : $"clean: artifacts/ is empty but for {kept.Count} files of this running program, which the "
                        + $"system holds"
            );
            return ExitCodes.Success;
        });
        return clean;
    }

    /// <summary>
    /// Windows refuses to delete the files of a running program, this one's own; they are left, all others go.
    /// </summary>
    /// <returns>The files that stayed.</returns>
    internal static IReadOnlyList<string> Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<string> kept = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToArray())
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Only our own files may be held; anything else is a real failure.
                if (
                    !Path.GetFullPath(file)
                        .StartsWith(Path.GetFullPath(AppContext.BaseDirectory), StringComparison.OrdinalIgnoreCase)
                )
                {
                    throw new FailureException(
                        $"cannot delete {file}: {error.Message}",
                        "close the program that uses it, or see whose it is"
                    );
                }

                kept.Add(file);
            }
        }

        foreach (
            string empty in Directory
                .EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
                .OrderByDescending(path => path.Length)
                .Append(folder)
                .ToArray()
        )
        {
            if (!Directory.EnumerateFileSystemEntries(empty).Any())
            {
                Directory.Delete(empty);
            }
        }

        return kept;
    }
}
