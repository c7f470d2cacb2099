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

    /// <summary>Generations for revocation (SBAT), beside those of the stub.</summary>
    public byte[]? Sbat { get; init; }

    /// <summary>Signatures of what is measured, as <c>systemd-measure sign</c> writes them.</summary>
    public byte[]? PcrSignature { get; init; }

    /// <summary>The key of those signatures, PEM.</summary>
    public byte[]? PcrPublicKey { get; init; }

    /// <summary>Profiles after the one of all the above: what .profile says, and a command line.</summary>
    public IReadOnlyList<(string Description, string CommandLine)> Profiles { get; init; } = [];
    public UnifiedImageLayout Layout { get; init; } = UnifiedImageLayout.InPlace;

    /// <param name="stub">A stub without a payload; for <see cref="UnifiedImageLayout.InPlace"/>, with its sections 2
    /// MB apart.</param>
    /// <exception cref="FailureException">The kernel is none, or does not fit.</exception>
    public byte[] Build(byte[] stub)
    {
        // A packed kernel is unpacked here, once, and not at every boot.
        byte[] file = PackedKernel.IsPacked(Kernel) ? Unpack(Kernel) : Kernel;
        Arm64ImageError error = Arm64Image.TryParse(file, out Arm64Image kernel);
        if (error != Arm64ImageError.None)
        {
            throw Unusable(error.Text());
        }

        SectionAppender image = Open(stub);
        Add(image, UnifiedSections.OsRelease, OsRelease);
        Add(image, UnifiedSections.Release, Release is null ? null : Encoding.UTF8.GetBytes(Release));
        Add(image, UnifiedSections.CommandLine, CommandLine is null ? null : Encoding.UTF8.GetBytes(CommandLine));
        MergeSbat(image);
        Add(image, UnifiedSections.PcrSignature, PcrSignature);
        Add(image, UnifiedSections.PcrPublicKey, PcrPublicKey);
        Add(image, UnifiedSections.DeviceTree, DeviceTree);
        Add(image, UnifiedSections.Initrd, Initrd);
        if (Layout == UnifiedImageLayout.InPlace)
        {
            if (image.SectionAlignment % KernelAlignment != 0)
            {
                throw new FailureException(
                    "the stub's sections do not lie 2 MB apart, so no kernel behind them can run in place",
                    "use stub-2m.efi, or the plain layout"
                );
            }

            Append(image, UnifiedSections.Kernel, file, checked((uint)kernel.ImageSizeBytes));
        }
        else
        {
            Append(image, UnifiedSections.Kernel, file);
        }

        foreach ((string description, string commandLine) in Profiles)
        {
            Add(image, UnifiedSections.Profile, System.Text.Encoding.UTF8.GetBytes(description));
            Add(image, UnifiedSections.CommandLine, System.Text.Encoding.UTF8.GetBytes(commandLine));
        }

        return image.Finish();
    }

    /// <summary>An image has one such section: the stub's, and in it what comes with the kernel.</summary>
    private void MergeSbat(SectionAppender image)
    {
        if (Sbat is not { Length: > 0 })
        {
            return;
        }

        byte[] merged = SbatText.Merge(image.Find(SbatText.SectionName), Sbat);
        if (SbatText.Check(merged) is { } fault)
        {
            throw new FailureException($"the SBAT file can't be used: {fault}", "see docs/security.md for an example");
        }

        if (image.Find(SbatText.SectionName).IsEmpty)
        {
            Add(image, UnifiedSections.Sbat, merged);
        }
        else
        {
            image.Replace(SbatText.SectionName, merged);
        }
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

    private static byte[] Unpack(byte[] kernel)
    {
        byte[] scratch = new byte[Decompressor.ScratchSizeBytes];
        CompressionError error = PackedKernel.TryParse<AllDecompressors>(kernel, out PackedKernel packed);
        Arm64ImageError headerError = Arm64ImageError.None;
        Arm64Image image = default;
        if (error == CompressionError.None)
        {
            error = packed.ReadHeader<AllDecompressors>(scratch, out image, out headerError);
        }

        if (headerError != Arm64ImageError.None)
        {
            throw Unusable(headerError.Text());
        }

        byte[] place = new byte[Math.Min(image.ImageSizeBytes, (ulong)Array.MaxLength)];
        int size = 0;
        if (error == CompressionError.None)
        {
            error = packed.Unpack<AllDecompressors>(place, scratch, out size);
        }

        return error == CompressionError.None
            ? place[..size]
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
