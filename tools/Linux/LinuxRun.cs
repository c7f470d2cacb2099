using Keelson.Tools.Images;
using Keelson.Tools.Processes;
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

/// <summary>How the initrd reaches the stub.</summary>
public enum InitrdSource
{
    /// <summary>The firmware offers it through LoadFile2, which not every firmware can.</summary>
    Offered,

    /// <summary>It is in the unified image.</summary>
    Carried,
}

/// <summary>Runs of a stock kernel with the guest's initramfs.</summary>
public static class LinuxRun
{
    /// <summary>A pl011 that speaks before the kernel's console does, and an end instead of a hang.</summary>
    public const string BaseCommandLine = "console=ttyAMA0 panic=-1";

    /// <summary>
    /// The run of a kernel: what the firmware starts, what it offers as an initrd, what is on the command line.
    /// </summary>
    /// <param name="name">Of the transcript, and of the files that are made for the run.</param>
    /// <param name="image">An arm64 Image.</param>
    /// <param name="initrd">A file.</param>
    /// <param name="commandLine">Of the kernel.</param>
    public static QemuRunOptions Options(
        string name,
        string image,
        string? initrd,
        string commandLine,
        BootedBy stub,
        InitrdSource source = InitrdSource.Offered,
        UnifiedImageLayout layout = UnifiedImageLayout.InPlace
    ) =>
        new()
        {
            Name = name,
            EfiApplication =
                stub == BootedBy.ItsOwnStub
                    ? image
                    : Unify(image, source == InitrdSource.Carried ? initrd : null, layout),
            Initrd = stub == BootedBy.ItsOwnStub || source == InitrdSource.Offered ? initrd : null,
            CommandLine = commandLine,
            MemoryMegabytes = 1024,
            IsPreallocated = false,
            Timeout = TimeLimit.OfWork(30),
        };

    /// <summary>The stub with the kernel, written once for each stub, kernel and initrd.</summary>
    private static string Unify(string image, string? initrd, UnifiedImageLayout layout)
    {
        Repository repository = Repository.Current;
        string output = Path.Combine(
            RunFolder.Files,
            $"{Path.GetFileName(image)}{(initrd is null ? "" : "-" + Path.GetFileName(initrd))}-{layout}.efi"
        );
        UnifiedImage unified = new()
        {
            Kernel = InputFile.Read(image),
            Initrd = initrd is null ? null : InputFile.Read(initrd),
            Layout = layout,
        };
        AtomicFile.WriteIfChanged(output, unified.Build(InputFile.Read(layout.StubIn(repository))));
        return output;
    }
}
