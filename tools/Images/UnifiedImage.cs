using System.Text;
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

    /// <summary>An arm64 Image, or one that is packed; null for a profile that is to be joined to others.</summary>
    public required byte[]? Kernel { get; init; }
    public byte[]? Initrd { get; init; }
    public string? CommandLine { get; init; }
    public byte[]? DeviceTree { get; init; }

    /// <summary>Trees of which the stub chooses the machine's.</summary>
    public IReadOnlyList<byte[]> AutomaticTrees { get; init; } = [];

    /// <summary>Which machine without a tree has which of those (<see cref="HardwareIdFiles"/>).</summary>
    public byte[]? HardwareIds { get; init; }

    /// <summary>A bitmap for stubs that show one.</summary>
    public byte[]? Splash { get; init; }

    /// <summary>Sections by name, for whoever reads them.</summary>
    public IReadOnlyList<(string Name, byte[] Contents)> Sections { get; init; } = [];

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

    /// <summary>What .profile says of this one, where others are joined to it, or it to others.</summary>
    public string? Profile { get; init; }

    /// <summary>Files with a profile each, which follow in their order.</summary>
    public IReadOnlyList<byte[]> JoinedProfiles { get; init; } = [];
    public UnifiedImageLayout Layout { get; init; } = UnifiedImageLayout.InPlace;

    /// <param name="stub">A stub without a payload; for <see cref="UnifiedImageLayout.InPlace"/>, with its sections 2
    /// MB apart.</param>
    /// <exception cref="FailureException">The kernel is none, or does not fit.</exception>
    public byte[] Build(byte[] stub)
    {
        SectionAppender image = Open(stub);
        if (Kernel is null)
        {
            AddProfile(image);
        }

        Add(image, UnifiedSections.OsRelease, OsRelease);
        Add(image, UnifiedSections.Release, Release is null ? null : Encoding.UTF8.GetBytes(Release));
        Add(image, UnifiedSections.CommandLine, CommandLine is null ? null : Encoding.UTF8.GetBytes(CommandLine));
        MergeSbat(image);
        Add(image, UnifiedSections.PcrSignature, PcrSignature);
        Add(image, UnifiedSections.PcrPublicKey, PcrPublicKey);
        Add(image, UnifiedSections.DeviceTree, DeviceTree);
        foreach (byte[] tree in AutomaticTrees)
        {
            Add(image, UnifiedSections.AutomaticDeviceTree, tree);
        }

        Add(image, UnifiedSections.HardwareIds, HardwareIds);
        Add(image, UnifiedSections.Splash, Splash);
        foreach ((string name, byte[] contents) in Sections)
        {
            Add(image, Encoding.ASCII.GetBytes(name), contents);
        }

        Add(image, UnifiedSections.Initrd, Initrd);
        if (Kernel is not null)
        {
            AddKernel(image, Kernel);
            AddProfile(image);
        }

        foreach ((string description, string commandLine) in Profiles)
        {
            Add(image, UnifiedSections.Profile, Encoding.UTF8.GetBytes(description));
            Add(image, UnifiedSections.CommandLine, Encoding.UTF8.GetBytes(commandLine));
        }

        foreach (byte[] profile in JoinedProfiles)
        {
            Join(image, profile);
        }

        return image.Finish();
    }

    private void AddProfile(SectionAppender image) =>
        Add(image, UnifiedSections.Profile, Profile is null ? null : Encoding.UTF8.GetBytes(Profile));

    /// <summary>What ukify takes over of a file that has one.</summary>
    private static void Join(SectionAppender image, byte[] file)
    {
        const string Taken = " .linux .osrel .cmdline .initrd .ucode .splash .dtb .uname .profile ";
        List<(string Name, byte[] Contents)> sections;
        try
        {
            sections =
            [
                .. PeFile
                    .Read(file)
                    .Sections.Where(section => Taken.Contains($" {section.Name} ", StringComparison.Ordinal))
                    .Select(section =>
                        (
                            section.Name,
                            file.AsSpan(section.PointerToRawData, Math.Min(section.VirtualSize, section.SizeOfRawData))
                                .ToArray()
                        )
                    ),
            ];
        }
        catch (Exception bad) when (bad is BadImageFormatException or ArgumentOutOfRangeException)
        {
            throw new FailureException($"a profile to join is no PE image: {bad.Message}", MakeProfile);
        }

        string mark = Encoding.ASCII.GetString(UnifiedSections.Profile);
        if (
            sections is not [(var first, _), ..]
            || first != mark
            || sections.Count(section => section.Name == mark) > 1
        )
        {
            throw new FailureException("a profile to join does not begin with one section .profile", MakeProfile);
        }

        foreach ((string name, byte[] contents) in sections)
        {
            image.Append(name, contents);
        }
    }

    private const string MakeProfile = "make it with --profile and without a kernel";

    private void AddKernel(SectionAppender image, byte[] given)
    {
        byte[] file = PackedKernelFile.RequireImage(given, out Arm64Image kernel);
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
        const string Advice = "run the build verb, and use its stub.efi";
        if (EfiApplicationFile.FaultOf(stub) is { } fault)
        {
            throw new FailureException($"the stub is no EFI application for arm64: {fault}", Advice);
        }

        try
        {
            return new SectionAppender(stub);
        }
        catch (BadImageFormatException bad)
        {
            throw new FailureException($"the stub takes no sections: {bad.Message}", Advice);
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
}
