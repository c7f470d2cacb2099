using System.Reflection;
using Keelson.Tools.Fetch;
using Keelson.Tools.Images;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Linux;

/// <summary>
/// An initramfs that looks at the EFI services from inside a stock Linux (init.sh), made without being root: busybox,
/// kexec, chattr, and of each kernel's modules the few that are needed.
/// </summary>
public sealed class GuestArchive
{
    private const string InitScript = "Keelson.Tools.Linux.init.sh";

    // What kexec and chattr link, by the names that the dynamic loader looks for.
    private static readonly (string Package, string Pattern)[] s_libraries =
    [
        ("kexec-tools", "*lib/ld-linux-aarch64.so.1"),
        ("kexec-tools", "*lib/aarch64-linux-gnu/libc.so.6"),
        ("kexec-tools", "*lib/aarch64-linux-gnu/libz.so.1"),
        ("kexec-tools", "*lib/aarch64-linux-gnu/libxen*.so.*"),
        ("e2fsprogs", "*lib/aarch64-linux-gnu/libe2p.so.2"),
        ("e2fsprogs", "*lib/aarch64-linux-gnu/libcom_err.so.2"),
    ];

    // Not every kernel has each of them as a module.
    private static readonly (string Folder, string Pattern)[] s_modules =
    [
        ("kernel/fs/efivarfs", "efivarfs.ko*"),
        ("kernel/drivers/char/tpm", "tpm_tis.ko*"),
        ("kernel/drivers/char/tpm", "tpm_tis_core.ko*"),
    ];

    private readonly CpioWriter _archive = new();

    /// <summary>An archive for these kernels.</summary>
    /// <exception cref="FailureException">Something can't be fetched.</exception>
    public GuestArchive(params ReadOnlySpan<StockKernel> kernels)
    {
        using (Stream script = Assembly.GetExecutingAssembly().GetManifestResourceStream(InitScript)!)
        {
            byte[] text = new byte[script.Length];
            script.ReadExactly(text);
            _archive.AddProgram("init", text);
        }

        // /dev/console must be there before anything is mounted: init's input and output are this.
        _archive.AddFolder("dev");
        _archive.AddCharacterDevice("dev/console", 5, 1);
        AddProgram("busybox", "*bin/busybox");
        AddProgram("kexec-tools", "*bin/kexec");
        AddProgram("e2fsprogs", "usr/bin/chattr");
        foreach ((string package, string pattern) in s_libraries)
        {
            foreach (string file in FetchedPackages.Current.Require(package).Find(pattern))
            {
                AddFile(pattern.TrimStart('*')[..pattern.TrimStart('*').LastIndexOf('/')], file);
            }
        }

        foreach (StockKernel kernel in kernels)
        {
            foreach ((string folder, string pattern) in kernel.Modules is null ? [] : s_modules)
            {
                string place = Path.Combine(kernel.Modules!, folder);
                foreach (string module in Directory.Exists(place) ? Directory.GetFiles(place, pattern) : [])
                {
                    AddFile("modules/" + kernel.Release, module);
                }
            }
        }
    }

    /// <summary>What the step <c>kexec</c> starts.</summary>
    /// <param name="image">An arm64 Image.</param>
    /// <param name="initrd">Its initrd, if it has one.</param>
    public GuestArchive WithNextKernel(string image, byte[]? initrd, string commandLine)
    {
        _archive.AddFolder("next");
        _archive.Add("next/Image", InputFile.Read(image));
        _archive.Add("next/cmdline", System.Text.Encoding.UTF8.GetBytes(commandLine));
        if (initrd is not null)
        {
            _archive.Add("next/initrd", initrd);
        }

        return this;
    }

    /// <summary>What the step <c>bootctl</c> runs, and what it is told that the system partition holds.</summary>
    /// <param name="files">By their paths there.</param>
    public GuestArchive WithBootctl(params IEnumerable<(string Path, byte[] Contents)> files)
    {
        FetchedPackage package = FetchedPackages.Current.Require("bootctl-257");
        _archive.AddFolder("bootctl");
        _archive.AddProgram("bootctl/bootctl", InputFile.Read(package.Require("usr/bin/bootctl")));
        foreach (string library in package.Find("*lib/aarch64-linux-gnu/systemd/lib*.so").Concat(Libraries(package)))
        {
            _archive.AddProgram("bootctl/" + Path.GetFileName(library), InputFile.Read(library));
        }

        HashSet<string> folders = [];
        foreach ((string path, byte[] contents) in files)
        {
            string file = "efi/" + path;
            for (int slash = file.IndexOf('/'); slash > 0; slash = file.IndexOf('/', slash + 1))
            {
                if (folders.Add(file[..slash]))
                {
                    _archive.AddFolder(file[..slash]);
                }
            }

            _archive.Add(file, contents);
        }

        return this;
    }

    /// <summary>By the names that the dynamic loader looks for, one each.</summary>
    private static IEnumerable<string> Libraries(FetchedPackage package) =>
        package
            .Find("*lib/aarch64-linux-gnu/*.so.*")
            .Concat(package.Find("*lib/ld-linux-aarch64.so.1"))
            .DistinctBy(Path.GetFileName);

    public byte[] Finish() => _archive.Finish();

    /// <summary>Writes the archive for a run.</summary>
    /// <returns>The file, which is replaced only if it changes.</returns>
    public string WriteTo(string path)
    {
        AtomicFile.WriteIfChanged(path, Finish());
        return path;
    }

    private void AddProgram(string package, string pattern)
    {
        string file = FetchedPackages.Current.Require(package).Require(pattern);
        _archive.AddFolder("bin");
        _archive.AddProgram("bin/" + Path.GetFileName(file), InputFile.Read(file));
    }

    private void AddFile(string folder, string file)
    {
        _archive.AddFolder(folder);
        // Read through the link, so that one file of the wanted name is enough.
        _archive.AddProgram($"{folder}/{Path.GetFileName(file)}", InputFile.Read(file));
    }
}
