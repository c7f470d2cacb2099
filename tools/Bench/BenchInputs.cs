using System.Text;
using Keelson.Tools.Fetch;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>The files of the runs: fetched, built here, or made on first use under <c>artifacts/bench</c>.</summary>
internal sealed class BenchInputs(Repository repository, Action<string> progress)
{
    /// <summary>
    /// What a small distribution initramfs weighs; the contents are never looked at before the kernel's first
    /// instruction.
    /// </summary>
    private const int InitrdBytes = 2_120_000;

    public string Stub => Built("stub", "stub.efi");

    /// <summary>With what lies beside an image as well.</summary>
    public string FullStub => Built("stub-full", "stub-full.efi");

    /// <summary>The same stub with boot entries.</summary>
    public string BootLoader => Built("loader", "boot.efi");
    public string Product => Products.RequireBootApplication(repository);

    /// <summary>An application that returns at once: what firmware alone takes.</summary>
    public string Nothing => Built("nothing", "nothing.efi");
    public string KernelShim => Built("kernel-shim", "Image");

    public MapFile ShimMap => ReadMap(Built("kernel-shim", "kernel-shim.map"));

    /// <summary>The linker's map beside an image of ours.</summary>
    public static MapFile MapOf(string image) => ReadMap(Path.ChangeExtension(image, ".map"));

    public string Kernel(string release) =>
        FetchedPackages.Current.Require($"kernel-{release}-cloud", progress).Require("boot/vmlinuz-*");

    public string KernelVersion(string release) =>
        FetchedPackages.Current.Require($"kernel-{release}-cloud", progress).Version;

    public string SystemdStub(string version) =>
        FetchedPackages
            .Current.Require($"systemd-stub-{version}", progress)
            .Require("usr/lib/systemd/boot/efi/linuxaa64.efi.stub");

    public string SystemdBoot(string version) =>
        FetchedPackages
            .Current.Require($"systemd-stub-{version}", progress)
            .Require("usr/lib/systemd/boot/efi/systemd-bootaa64.efi");

    public string Grub =>
        FetchedPackages
            .Current.Require("grub-2.12", progress)
            .Require("usr/lib/grub/arm64-efi/monolithic/grubaa64.efi");

    public string Initrd => InitrdOf(InitrdBytes);

    /// <summary>Of zeroes, which take no room on most disks.</summary>
    public string InitrdOf(long bytes)
    {
        string path = Path.Combine(repository.Bench, $"initrd-{bytes}");
        Directory.CreateDirectory(repository.Bench);
        using FileStream file = File.OpenWrite(path);
        file.SetLength(bytes);
        return path;
    }

    /// <summary>The guest's initramfs, with a kernel that its step <c>kexec</c> starts.</summary>
    public string GuestWithNextKernel(string release, string commandLine) =>
        Make(
            $"guest-{release}.cpio",
            () => new GuestArchive().WithNextKernel(Kernel(release), null, commandLine).Finish()
        );

    /// <summary>The guest's initramfs, with the modules of its kernel.</summary>
    public string Guest(string release) =>
        Make(
            $"guest-modules-{release}.cpio",
            () => new GuestArchive(StockKernel.Require($"kernel-{release}-cloud", progress)).Finish()
        );

    public string KexecTool => FetchedPackages.Current.Require("kexec-tools", progress).Require("*bin/kexec");

    /// <summary>What stands between the firmware and an image that it is given, and bends what it is told to.</summary>
    public string Hostile => Built("hostile", "hostile.efi");

    /// <summary>The kernel as a section of the stub's image, as a boot stub is given one.</summary>
    public string Unified(string name, string stub, string kernel, UnifiedImageLayout layout) =>
        Make(
            name + ".efi",
            () => new UnifiedImage { Kernel = InputFile.Read(kernel), Layout = layout }.Build(InputFile.Read(stub))
        );

    /// <summary>Our stub with a kernel where it can run, or where it has to be copied from.</summary>
    public string UnifiedWithOurs(string name, string release, UnifiedImageLayout layout) =>
        Unified(name, layout.StubIn(repository), Kernel(release), layout);

    /// <summary>The stub with the kernel-shim, and without the kernels that a chain of shims would take.</summary>
    public string ShimAlone =>
        Make(
            "kernel-shim.efi",
            () =>
                new UnifiedImage
                {
                    Kernel = InputFile.Read(KernelShim),
                    OsRelease = "ID=keelson-shim\n"u8.ToArray(),
                    Layout = UnifiedImageLayout.Plain,
                }.Build(InputFile.Read(BootLoader))
        );

    /// <summary>
    /// A folder with a boot loader where firmware looks for it, and a kernel that a boot entry names.
    /// </summary>
    public string VolumeWithEntry(string release, string commandLine, string loader) =>
        VolumeWithEntry(release, Kernel(release), commandLine, loader);

    /// <param name="name">Of the kernel, among those that are measured.</param>
    /// <param name="kernel">Its file.</param>
    /// <param name="loader">What the firmware starts.</param>
    public string VolumeWithEntry(string name, string kernel, string commandLine, string loader) =>
        Volume(
            $"entry-{name}-{Path.GetFileNameWithoutExtension(loader)}",
            kernel,
            (Path.Combine("EFI", "BOOT", Products.DefaultBootFileName), InputFile.Read(loader)),
            // Otherwise the firmware waits a moment for a key.
            (Path.Combine("loader", "loader.conf"), "timeout menu-disabled\n"u8.ToArray()),
            (
                Path.Combine("loader", "entries", "bench.conf"),
                Encoding.UTF8.GetBytes($"title bench\nlinux /Image\ninitrd /initrd\noptions {commandLine}\n")
            )
        );

    /// <summary>
    /// A folder with the stub where firmware does not look for it, so that it starts its shell, and the shell's script.
    /// </summary>
    public string VolumeWithScript(string release, string commandLine) =>
        Volume(
            $"options-{release}",
            Kernel(release),
            ("stub.efi", InputFile.Read(Stub)),
            ("startup.nsh", Encoding.ASCII.GetBytes($"fs0:\\stub.efi kernel=/Image initrd=/initrd {commandLine}\r\n"))
        );

    /// <summary>The same with GRUB, which looks for its configuration where Debian has it.</summary>
    public string VolumeWithGrub(string release, string commandLine) =>
        Volume(
            $"grub-{release}",
            Kernel(release),
            (Path.Combine("EFI", "BOOT", Products.DefaultBootFileName), InputFile.Read(Grub)),
            (
                Path.Combine("EFI", "debian", "grub.cfg"),
                Encoding.ASCII.GetBytes($"linux /Image {commandLine}\ninitrd /initrd\nboot\n")
            )
        );

    /// <summary>The same with so many entries, of which the last is booted, by a loader of ours or of others.</summary>
    public string VolumeWithEntries(string loader, string release, long count, string commandLine) =>
        Volume(
            $"entries-{Path.GetFileNameWithoutExtension(loader)}-{count}-{release}",
            Kernel(release),
            [
                (Path.Combine("EFI", "BOOT", Products.DefaultBootFileName), InputFile.Read(loader)),
                (Path.Combine("loader", "loader.conf"), "timeout menu-disabled\ndefault entry-0000.conf\n"u8.ToArray()),
                .. Enumerable
                    .Range(0, (int)count)
                    .Select(i =>
                        (
                            Path.Combine("loader", "entries", $"entry-{i:0000}.conf"),
                            Encoding.UTF8.GetBytes(
                                $"title number {i}\nlinux /Image\ninitrd /initrd\noptions {commandLine}\n"
                            )
                        )
                    ),
            ]
        );

    /// <summary>Our stub with a kernel, and a device tree in place of the firmware's.</summary>
    public string UnifiedWithTree(string release, byte[] tree) =>
        Make(
            $"tree-{tree.Length}-{release}.efi",
            () =>
                new UnifiedImage
                {
                    Kernel = InputFile.Read(Kernel(release)),
                    DeviceTree = tree,
                    Layout = UnifiedImageLayout.Plain,
                }.Build(InputFile.Read(Stub))
        );

    private string Volume(string name, string kernel, params IEnumerable<(string Name, byte[] Contents)> files)
    {
        foreach (
            (string file, byte[] contents) in files
                .Append(("Image", InputFile.Read(kernel)))
                .Append(("initrd", InputFile.Read(Initrd)))
        )
        {
            Make(Path.Combine(name, file), () => contents);
        }

        return Path.Combine(repository.Bench, name);
    }

    /// <summary>
    /// The archive out of which the kernel-shim takes the next kernel, under the name of the one it expects.
    /// </summary>
    /// <param name="name">Of the kernel, among those that are measured.</param>
    /// <param name="kernel">Its file.</param>
    public string NextKernels(string name, string kernel) =>
        Make(
            $"next-{name}.cpio",
            () =>
            {
                CpioWriter archive = new();
                archive.Add("kernel-shim-4k", InputFile.Read(kernel));
                return archive.Finish();
            }
        );

    /// <summary>Of everything that the counts depend on.</summary>
    public Dictionary<string, string> Versions(string qemu) =>
        new()
        {
            ["QEMU"] = qemu,
            ["firmware"] = $"AAVMF {VersionProbe.OfFile(FirmwareFiles.Require().Code)}",
            ["kernels"] = $"{KernelVersion("6.1")} and {KernelVersion("6.12")}",
            ["core"] = "cortex-a57",
        };

    /// <summary>A file among those of the runs.</summary>
    public string Make(string name, Func<byte[]> contents)
    {
        string path = Path.Combine(repository.Bench, name);
        AtomicFile.WriteIfChanged(path, contents());
        return path;
    }

    private static MapFile ReadMap(string path)
    {
        try
        {
            return MapFile.Parse(
                System.Text.Encoding.UTF8.GetString(InputFile.Read(path)).Split('\n').Select(line => line.TrimEnd('\r'))
            );
        }
        catch (FormatException error)
        {
            throw new FailureException($"{path} is no linker's map: {error.Message}", "run the clean verb, then build");
        }
    }

    private string Built(string module, string name)
    {
        string path = Path.Combine(repository.NativeImages, module, name);
        return File.Exists(path)
            ? path
            : throw new FailureException($"{Repository.Shorten(path)} is missing", "run the build verb");
    }
}
