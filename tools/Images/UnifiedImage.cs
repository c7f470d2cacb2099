using System.Text;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>
/// A unified kernel image: the stub, and as sections of it all that it boots (UAPI Group Specifications, UKI).
/// </summary>
public sealed record UnifiedImage
{
    private const uint KernelAlignment = 2 << 20;

    /// <summary>An arm64 Image, or one that is packed, which the stub unpacks.</summary>
    public required byte[] Kernel { get; init; }
    public byte[]? Initrd { get; init; }
    public string? CommandLine { get; init; }
    public byte[]? DeviceTree { get; init; }

    /// <summary>Contents of os-release, which boot menus show.</summary>
    public byte[]? OsRelease { get; init; }

    /// <summary>The kernel's <c>uname -r</c>.</summary>
    public string? Release { get; init; }

    /// <summary>Generations for revocation (SBAT).</summary>
    public byte[]? Sbat { get; init; }

    /// <summary>Profiles after the one of all the above: what .profile says, and a command line.</summary>
    public IReadOnlyList<(string Description, string CommandLine)> Profiles { get; init; } = [];
    public UnifiedImageLayout Layout { get; init; } = UnifiedImageLayout.InPlace;

    /// <summary>Whether the kernel is compressed.</summary>
    public bool IsPacked => PackedKernel.IsPacked(Kernel);

    /// <summary>The product to make this image with: of the stubs only boot.efi unpacks kernels.</summary>
    public string StubIn(Repository repository) => IsPacked ? Products.Boot(repository) : Layout.StubIn(repository);

    /// <param name="stub">A stub without a payload; for <see cref="UnifiedImageLayout.InPlace"/>, with its sections 2
    /// MB apart.</param>
    /// <exception cref="FailureException">The kernel is none, or does not fit.</exception>
    public byte[] Build(byte[] stub)
    {
        Arm64Image kernel = IsPacked ? CheckPacked() : CheckPlain();

        SectionAppender image = Open(stub);
        Add(image, UnifiedSections.OsRelease, OsRelease);
        Add(image, UnifiedSections.Release, Release is null ? null : Encoding.UTF8.GetBytes(Release));
        Add(image, UnifiedSections.CommandLine, CommandLine is null ? null : Encoding.UTF8.GetBytes(CommandLine));
        Add(image, UnifiedSections.Sbat, Sbat);
        Add(image, UnifiedSections.DeviceTree, DeviceTree);
        Add(image, UnifiedSections.Initrd, Initrd);
        // Where a packed kernel lies says nothing about where it will run.
        if (Layout == UnifiedImageLayout.InPlace && !IsPacked)
        {
            if (image.SectionAlignment % KernelAlignment != 0)
            {
                throw new FailureException(
                    "the stub's sections do not lie 2 MB apart, so no kernel behind them can run in place",
                    "use stub-2m.efi, or the plain layout"
                );
            }

            Append(image, UnifiedSections.Kernel, Kernel, checked((uint)kernel.ImageSizeBytes));
        }
        else
        {
            Append(image, UnifiedSections.Kernel, Kernel);
        }

        foreach ((string description, string commandLine) in Profiles)
        {
            Add(image, UnifiedSections.Profile, System.Text.Encoding.UTF8.GetBytes(description));
            Add(image, UnifiedSections.CommandLine, System.Text.Encoding.UTF8.GetBytes(commandLine));
        }

        return image.Finish();
    }

    private static SectionAppender Open(byte[] stub)
    {
        try
        {
            return new SectionAppender(stub);
        }
        catch (BadImageFormatException bad)
        {
            throw new FailureException(
                $"the stub is no PE image: {bad.Message}",
                "run the build verb, and use its stub.efi"
            );
        }
    }

    private static void Add(SectionAppender image, ReadOnlySpan<byte> name, byte[]? contents)
    {
        if (contents is { Length: > 0 })
        {
            Append(image, name, contents);
        }
    }

    private static void Append(SectionAppender image, ReadOnlySpan<byte> name, byte[] contents, uint? sizeBytes = null)
    {
        image.Append(Encoding.ASCII.GetString(name), contents, sizeBytes ?? (uint)contents.Length);
    }

    private Arm64Image CheckPlain()
    {
        Arm64ImageError error = Arm64Image.TryParse(Kernel, out Arm64Image kernel);
        return error == Arm64ImageError.None ? kernel : throw Unusable(error.Text());
    }

    private Arm64Image CheckPacked()
    {
        byte[] scratch = new byte[Decompressor.ScratchSizeBytes];
        CompressionError error = PackedKernel.TryParse(Kernel, out PackedKernel packed);
        Arm64Image kernel = default;
        Arm64ImageError headerError = Arm64ImageError.None;
        if (error == CompressionError.None)
        {
            error = packed.ReadHeader(scratch, out kernel, out headerError);
        }

        if (headerError != Arm64ImageError.None)
        {
            throw Unusable(headerError.Text());
        }

        // All of it, now: a damaged file is found here and not on the machine.
        if (error == CompressionError.None)
        {
            byte[] place = new byte[Math.Min(kernel.ImageSizeBytes, (ulong)Array.MaxLength)];
            error = packed.Unpack(place, scratch, out _);
        }

        return error == CompressionError.None
            ? kernel
            : throw new FailureException(
                $"cannot unpack the kernel ({Encoding.UTF8.GetString(packed.Method.Name())}): "
                    + Encoding.UTF8.GetString(error.Text()),
                error == CompressionError.UnsupportedMethod
                    ? "unpack it first, or pack it with gzip or zstd"
                    : "get the file again"
            );
    }

    private static FailureException Unusable(ReadOnlySpan<byte> why) =>
        new(
            $"the kernel can't be used: {Encoding.UTF8.GetString(why)}",
            "give an arm64 Image, for instance Debian's /boot/vmlinuz-*, or one that gzip or zstd packed"
        );
}
