using System.CommandLine;

namespace Keelson.Tools.Workspace;

/// <summary>Files the user or MSBuild names.</summary>
internal static class InputFile
{
    // Of what does not say its length: a pipe, a device.
    private const int MaximumBytes = 1 << 30;

    /// <summary>Files of options that are given must be there, before anything is built.</summary>
    public static void RequireIfGiven(ParseResult parsed, params ReadOnlySpan<Option<string?>> options)
    {
        foreach (Option<string?> option in options)
        {
            if (parsed.GetValue(option) is { } path && !File.Exists(path))
            {
                throw new FailureException(
                    $"{option.Name}: {(Directory.Exists(path) ? $"{path} is a folder" : $"there is no file {path}")}",
                    "correct the path, or make the file first"
                );
            }
        }
    }

    public static byte[] Read(string path)
    {
        if (path.Length == 0)
        {
            throw new FailureException("cannot read '': it names no file", "name one");
        }

        try
        {
            return Interruption.WaitFor(() =>
            {
                using FileStream file = new(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete
                );
                return file is { CanSeek: true, Length: > 0 } ? File.ReadAllBytes(path) : ReadToEnd(file, path);
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot read {path}: {(Directory.Exists(path) ? "it is a folder" : error.Message)}",
                "correct the path, or build the file first"
            );
        }
    }

    /// <summary>A file, or standard input where the name is <c>-</c>.</summary>
    public static byte[] ReadNamed(string name)
    {
        if (name != "-")
        {
            return Read(name);
        }

        return Interruption.WaitFor(() =>
        {
            using Stream input = Console.OpenStandardInput();
            return ReadToEnd(input, "standard input");
        });
    }

    private static byte[] ReadToEnd(Stream input, string name)
    {
        using MemoryStream all = new();
        byte[] piece = new byte[1 << 16];
        for (int length; (length = input.Read(piece)) > 0; )
        {
            all.Write(piece, 0, length);
            if (all.Length > MaximumBytes)
            {
                throw new FailureException(
                    $"cannot read {name}: it has not ended after {MaximumBytes >> 20} MB",
                    "name a file"
                );
            }
        }

        return all.ToArray();
    }
}
