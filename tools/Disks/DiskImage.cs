using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Disks;

/// <summary>
/// A disk that a board boots from: partition table, one FAT32 volume, the application at the path for removable media
/// (UEFI 2.10, 3.5.1.1).
/// </summary>
internal sealed record DiskImage(BoardKind Board, string Application)
{
    private const long MinimumBytes = 64L << 20;

    /// <summary>The application's options, which its copy on the disk carries.</summary>
    public string? Options { get; init; }

    /// <summary>More files, by their path on the volume.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Writes the whole image, or nothing: what was at <paramref name="path"/> stays until the new one is complete.
    /// </summary>
    /// <exception cref="FailureException">A file is missing, or the image can't be written.</exception>
    public void Write(string path)
    {
        string target = Path.GetFullPath(path);
        RequireNoDevice(target);
        try
        {
            using OwnedFolder scratch = OwnedFolder.Temporary("keelson-image-");
            List<(string Path, string File)> files = Collect(scratch.Path);
            AtomicFile.Replace(target, partial => Fill(partial, files));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot write {path}: {error.Message}",
                "name another place with --output, or make room"
            );
        }
    }

    /// <exception cref="FailureException">The image is to be a device, which dd writes.</exception>
    public static void RequireNoDevice(string fullPath)
    {
        if (OutputFile.IsSpecial(fullPath))
        {
            throw new FailureException(
                $"{fullPath} is a device, and the image is a file",
                "name a file with --output, then write it to the device with dd"
            );
        }
    }

    private List<(string Path, string File)> Collect(string scratch)
    {
        RequireFile(Application);
        string application = string.IsNullOrEmpty(Options)
            ? Application
            : Temporary(Products.DefaultBootFileName, CarriedOptions.AddTo(Application, Options));
        List<(string, string)> files =
        [
            ("EFI/BOOT/" + Products.DefaultBootFileName, application),
            .. Files.Select(one => (one.Key, one.Value)),
        ];
        if (BoardFiles.FirmwareOf(Board).Count > 0)
        {
            files.Add(
                (
                    "config.txt",
                    Temporary(
                        "config.txt",
                        Encoding.ASCII.GetBytes(BoardFiles.PiConfiguration.ReplaceLineEndings("\n"))
                    )
                )
            );
        }

        foreach ((_, string file) in files)
        {
            RequireFile(file);
        }

        return files;

        string Temporary(string name, byte[] contents)
        {
            string file = Path.Combine(scratch, name);
            File.WriteAllBytes(file, contents);
            return file;
        }
    }

    private static void RequireFile(string file)
    {
        if (!File.Exists(file))
        {
            throw new FailureException($"{file} does not exist", "build it first, or correct the path");
        }
    }

    private void Fill(string image, List<(string Path, string File)> files)
    {
        byte[] seed = SHA256.HashData([.. files.SelectMany(one => SHA256.HashData(File.ReadAllBytes(one.File)))]);
        // A power of two, which is what cards have and QEMU wants of one.
        long bytes = (long)
            BitOperations.RoundUpToPowerOf2(
                (ulong)Math.Max(MinimumBytes, 2 * files.Sum(one => new FileInfo(one.File).Length))
            );
        using (FileStream disk = new(image, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            disk.SetLength(bytes);
            if (Board == BoardKind.Cd)
            {
                OpticalImage.WriteHead(disk);
            }
            else
            {
                PartitionTables.Write(disk, Board, bytes, seed);
            }
        }

        long first =
            Board == BoardKind.Cd
                ? OpticalImage.VolumeOffset / PartitionTables.SectorBytes
                : PartitionTables.FirstSector;
        FatVolume volume = FatVolume.Format(
            image,
            first,
            PartitionTables.SectorsOf(Board, first, bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(seed)
        );
        foreach ((string path, string file) in files)
        {
            volume.Add(path, file);
        }
    }
}
