using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Boot.Tests;

/// <summary>
/// A disk that is one FAT volume, filled and read back with mtools: what a board's USB stick is to the stub.
/// </summary>
internal sealed class FatDisk : IDisposable
{
    private const long SizeBytes = 64L << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-disk-");
    private readonly HashSet<string> _directories = [];

    /// <param name="application">Put where firmware looks for one (UEFI 2.10, 3.5.1.1).</param>
    public FatDisk(string application)
    {
        Image = Path.Combine(_folder.FullName, "disk.img");
        using (FileStream image = File.Create(Image))
        {
            image.SetLength(SizeBytes);
        }

        Run("mformat", "-i", Image, "-F", "::");
        MakeDirectory("EFI/BOOT");
        Run("mcopy", "-i", Image, application, "::/EFI/BOOT/BOOTAA64.EFI");
    }

    public string Image { get; }

    /// <summary>QEMU's flags for the disk, as the machines on the virt board take it.</summary>
    public string[] Flags =>
        ["-drive", $"if=none,id=disk,format=raw,file={Image}", "-device", "virtio-blk-device,drive=disk"];

    /// <summary>edk2 otherwise waits five seconds for a key.</summary>
    public string[] FlagsOfEdk2 => [.. Flags, "-boot", "menu=on,splash-time=0"];

    public string[] ReadOnlyFlagsOfEdk2 =>
        [.. FlagsOfEdk2.Select(flag => flag.Replace("if=none", "if=none,readonly=on", StringComparison.Ordinal))];

    /// <summary>With those above it; one that was made before stays.</summary>
    public void MakeDirectory(string path)
    {
        if (path.LastIndexOf('/') is > 0 and int slash)
        {
            MakeDirectory(path[..slash]);
        }

        if (_directories.Add(path))
        {
            Run("mmd", "-i", Image, "::/" + path);
        }
    }

    /// <param name="path">Its directories are made where they are not there.</param>
    public void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public void Write(string path, ReadOnlySpan<byte> contents)
    {
        if (path.LastIndexOf('/') is > 0 and int slash)
        {
            MakeDirectory(path[..slash]);
        }

        string file = Path.Combine(_folder.FullName, "one");
        File.WriteAllBytes(file, contents);
        Run("mcopy", "-o", "-i", Image, file, "::/" + path);
    }

    /// <summary>Many files of one directory at once.</summary>
    public void WriteAll(string directory, IEnumerable<(string Name, string Text)> files)
    {
        MakeDirectory(directory);
        DirectoryInfo folder = _folder.CreateSubdirectory("many");
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(folder.FullName, name), text);
        }

        Run("mcopy", ["-i", Image, .. folder.GetFiles().Select(file => file.FullName), "::/" + directory]);
        folder.Delete(recursive: true);
    }

    /// <summary>
    /// Makes each Q of a long name a character that takes three bytes in UTF-8; mtools writes what the locale has.
    /// </summary>
    public void WidenNames()
    {
        const int SlotBytes = 32;
        const byte LongName = 0x0f;
        byte[] image = File.ReadAllBytes(Image);
        for (int slot = 0; slot < image.Length; slot += SlotBytes)
        {
            if (image[slot + 11] != LongName || (image[slot + 12] | image[slot + 26] | image[slot + 27]) != 0)
            {
                continue;
            }

            foreach (int place in (int[])[1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30])
            {
                if (image[slot + place] == 'Q' && image[slot + place + 1] == 0)
                {
                    image[slot + place] = 0x2d;
                    image[slot + place + 1] = 0x4e;
                }
            }
        }

        File.WriteAllBytes(Image, image);
    }

    /// <returns>Null where there is no such file.</returns>
    public byte[]? Read(string path)
    {
        string file = Path.Combine(_folder.FullName, "read");
        File.Delete(file);
        ChildProcess.RunCollected(Tool("mcopy"), ["-n", "-i", Image, "::/" + path, file], TimeLimit.OfTool, _ => { });
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Run(string tool, params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(Tool(tool), arguments, TimeLimit.OfTool, said.Add);
        if (status != 0)
        {
            throw new FailureException(
                $"{tool} ended with {status?.ToString() ?? "no answer"}: {string.Join("; ", said)}",
                "see what it was asked: " + string.Join(' ', arguments)
            );
        }
    }

    private static string Tool(string name) =>
        ExecutableSearch.Find(name)
        ?? throw new FailureException($"{name} is not on this machine", "run the setup verb (Debian: mtools)");
}
