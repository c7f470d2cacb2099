using System.Globalization;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Disks;

/// <summary>A FAT32 volume within a disk image, made and filled by mtools, without root.</summary>
internal sealed class FatVolume
{
    // Fewer clusters would make it FAT16, by definition (Microsoft, FAT specification 1.03, "FAT Type Determination").
    private const long MinimumClusters = 65_525;
    private static readonly TimeSpan s_patience = TimeLimit.OfTool;

    private readonly string _image;
    private readonly HashSet<string> _folders = [];

    private FatVolume(string image, long firstSector) =>
        _image = $"{image}@@{firstSector * PartitionTables.SectorBytes}";

    /// <param name="image">The disk, of its final length already.</param>
    /// <param name="serial">The volume's number, for the same image from the same contents.</param>
    public static FatVolume Format(string image, long firstSector, long sectors, uint serial)
    {
        FatVolume volume = new(image, firstSector);
        long clusterSectors = 1;
        while (clusterSectors < 64 && sectors / (clusterSectors * 2) > 2 * MinimumClusters)
        {
            clusterSectors *= 2;
        }

        Run(
            "mformat",
            "-i",
            volume._image,
            "-F",
            "-h",
            "255",
            "-s",
            "63",
            "-T",
            Text(sectors),
            "-H",
            Text(firstSector),
            "-c",
            Text(clusterSectors),
            "-N",
            serial.ToString("x8", CultureInfo.InvariantCulture),
            "-v",
            "KEELSON",
            "::"
        );
        return volume;
    }

    /// <param name="path">With <c>/</c> between names; folders are made.</param>
    public void Add(string path, string file)
    {
        string[] names = path.Split('/');
        for (int depth = 1; depth < names.Length; depth++)
        {
            string folder = string.Join('/', names[..depth]);
            if (_folders.Add(folder))
            {
                Run("mmd", "-i", _image, "::/" + folder);
            }
        }

        Run("mcopy", "-i", _image, file, "::/" + path);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Run(string tool, params string[] arguments)
    {
        string program =
            ExecutableSearch.Find(tool)
            ?? throw new FailureException($"{tool} is not on this machine", "run the setup verb (Debian: mtools)");
        List<string> said = [];
        int? status = ChildProcess.RunCollected(program, arguments, s_patience, said.Add);
        if (status != 0)
        {
            throw new FailureException(
                $"{tool} ended with {(status is { } code ? $"status {code}" : "no answer")}: {string.Join("; ", said)}",
                "see that the disk has room; the command was " + CommandText.Format(tool, arguments)
            );
        }
    }
}
