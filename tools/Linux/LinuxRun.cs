using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Linux;

/// <summary>Which program starts the kernel.</summary>
public enum BootedBy
{
    /// <summary>Ours, as a unified image with the kernel inside.</summary>
    Keelson,
    /// <summary>The one that the kernel carries itself.</summary>
    ItsOwnStub,
}

/// <summary>Runs of a stock kernel with the guest's initramfs.</summary>
public static class LinuxRun
{
    /// <summary>A pl011 that speaks before the kernel's console does, and an end instead of a hang.</summary>
    public const string BaseCommandLine = "console=ttyAMA0 panic=-1";

    /// <summary>The run of a kernel: what the firmware starts, what it offers as an initrd, what is on the command line.</summary>
    /// <param name="name">Of the transcript, and of the files that are made for the run.</param>
    /// <param name="image">An arm64 Image.</param>
    /// <param name="initrd">A file, served through LoadFile2.</param>
    /// <param name="commandLine">Of the kernel.</param>
    public static QemuRunOptions Options(string name, string image, string? initrd, string commandLine, BootedBy stub, UnifiedImageLayout layout = UnifiedImageLayout.InPlace) => new()
    {
        Name = name,
        EfiApplication = stub == BootedBy.ItsOwnStub ? image : Unify(image, layout),
        Initrd = initrd,
        CommandLine = commandLine,
        MemoryMegabytes = 1024,
        Timeout = TimeSpan.FromSeconds(120),
    };

    /// <summary>The stub with the kernel, made once for each kernel and stub.</summary>
    private static string Unify(string image, UnifiedImageLayout layout)
    {
        Repository repository = Repository.Current;
        string output = Path.Combine(repository.Artifacts, "linux", $"{Path.GetFileName(image)}-{layout}.efi");
        byte[] unified = new UnifiedImage { Kernel = InputFile.Read(image), Layout = layout }.Build(InputFile.Read(Products.StubFor(layout, repository)));
        AtomicFile.WriteIfChanged(output, unified);
        return output;
    }
}
