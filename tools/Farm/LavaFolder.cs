using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Farm;

/// <summary>
/// The folder of one machine: <c>job.yaml</c>, <c>device.yaml</c>, and the files that the job needs and that are
/// nowhere else.
/// </summary>
internal static class LavaFolder
{
    /// <summary>For a real board: <c>job.yaml</c>, and <c>device.jinja2</c> for the farm's administrator.</summary>
    /// <param name="url">Where the farm will find the parent of <paramref name="folder"/>; null where it is on the same
    /// machine.</param>
    public static void Write(string folder, LavaBoard board, string application, string? commandLine, string? url)
    {
        Directory.CreateDirectory(folder);
        string job = LavaYaml.Job(board, Locate(folder, board.Name, application, url), commandLine);
        AtomicFile.WriteIfChanged(Path.Combine(folder, "job.yaml"), Encoding.UTF8.GetBytes(job));
        AtomicFile.WriteIfChanged(
            Path.Combine(folder, "device.jinja2"),
            Encoding.UTF8.GetBytes(board.Dictionary.ReplaceLineEndings("\n"))
        );
    }

    /// <param name="url">Where the farm will find the parent of <paramref name="folder"/>; null where it is on the same
    /// machine.</param>
    public static void Write(string folder, string name, string application, string? commandLine, string? url)
    {
        Directory.CreateDirectory(folder);
        LavaMachine machine = LavaMachine.Of(name, application, commandLine, folder);
        AtomicFile.WriteIfChanged(
            Path.Combine(folder, "device.yaml"),
            Encoding.UTF8.GetBytes(LavaYaml.Device(machine))
        );
        AtomicFile.WriteIfChanged(
            Path.Combine(folder, "job.yaml"),
            Encoding.UTF8.GetBytes(LavaYaml.Job(machine, file => Locate(folder, name, file, url)))
        );
    }

    /// <summary>The URL of a file, which is copied into the folder where a farm elsewhere is to find it.</summary>
    private static string Locate(string folder, string name, string file, string? url)
    {
        if (url is null)
        {
            return new Uri(file).AbsoluteUri;
        }

        string copy = Path.Combine(folder, Path.GetFileName(file));
        if (Path.GetFullPath(file) != Path.GetFullPath(copy))
        {
            File.Copy(file, copy, overwrite: true);
        }

        return $"{url.TrimEnd('/')}/{name}/{Path.GetFileName(file)}";
    }
}
