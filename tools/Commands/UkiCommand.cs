using System.CommandLine;
using System.Text;
using Keelson.Tools.Building;
using Keelson.Tools.Images;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>uki</c>: one bootable file of the stub and a kernel of the user's.</summary>
internal static class UkiCommand
{
    private static readonly Option<string?> s_kernel = new("--kernel", "--linux")
    {
        Description = "an arm64 Image, plain or packed (gzip, zstd, EFI zboot)",
    };
    private static readonly Option<string[]> s_initrd = new("--initrd")
    {
        Description = "an initrd; several follow each other",
    };
    private static readonly Option<string?> s_commandLine = new("--cmdline")
    {
        Description = "the kernel command line, or @FILE",
    };
    private static readonly Option<string?> s_deviceTree = new("--devicetree")
    {
        Description = "a device tree in place of the firmware's",
    };
    private static readonly Option<string[]> s_automaticTrees = new("--devicetree-auto")
    {
        Description = "a device tree for the machine it names; stub-full.efi chooses",
    };
    private static readonly Option<string?> s_hardwareIds = new("--hwids")
    {
        Description = "a folder that says which machine without a tree has which of those",
    };
    private static readonly Option<string?> s_splash = new("--splash")
    {
        Description = "a bitmap for other stubs; ours measure it and show none",
    };
    private static readonly Option<string[]> s_sections = new("--section")
    {
        Description = "any section, as NAME:TEXT or NAME:@FILE",
    };
    private static readonly Option<string?> s_profile = new("--profile")
    {
        Description = "what .profile says of this one, or @FILE; without a kernel, a profile to join",
    };
    private static readonly Option<string[]> s_joinedProfiles = new("--join-profile")
    {
        Description = "a file with a profile; several follow each other",
    };
    private static readonly Option<string> s_architecture = new("--efi-arch")
    {
        Description = "there is one",
        DefaultValueFactory = _ => "aa64",
    };
    private static readonly Option<string?> s_osRelease = new("--os-release")
    {
        Description = "the os-release of the system, for boot menus: a file, @FILE, or a text with a =",
    };
    private static readonly Option<string?> s_uname = new("--uname") { Description = "the kernel's release" };
    private static readonly Option<string?> s_sbat = new("--sbat") { Description = "an SBAT file, or @FILE" };
    private static readonly Option<string?> s_pcrSignature = new("--pcrsig")
    {
        Description = "signatures of PCR 11, a file that systemd-measure sign wrote",
    };
    private static readonly Option<string?> s_pcrPublicKey = new("--pcrpkey")
    {
        Description = "the public key of those signatures, PEM",
    };
    private static readonly Option<string?> s_stub = new("--stub")
    {
        Description = "another stub than the one built here",
    };
    private static readonly Option<string> s_layout = new("--layout")
    {
        Description = "in-place: the kernel need not be copied; plain: as ukify does",
        DefaultValueFactory = _ => "in-place",
    };
    private static readonly Option<string> s_output = new("--output", "-o")
    {
        Description = "the file to write",
        Required = true,
    };

    public static Command Create()
    {
        s_layout.AcceptOnlyFromAmong("in-place", "plain");
        s_architecture.AcceptOnlyFromAmong("aa64");
        Command uki = new("uki", "make a unified kernel image: stub, kernel, initrd and command line in one EFI file")
        {
            s_kernel,
            s_initrd,
            s_commandLine,
            s_deviceTree,
            s_automaticTrees,
            s_hardwareIds,
            s_splash,
            s_sections,
            s_profile,
            s_joinedProfiles,
            s_architecture,
            s_osRelease,
            s_uname,
            s_sbat,
            s_pcrSignature,
            s_pcrPublicKey,
            s_stub,
            s_layout,
            s_output,
        };
        uki.SetAction(parsed =>
        {
            OutputFile.Require(parsed.GetRequiredValue(s_output), s_output.Name);
            UnifiedImage image = Read(parsed);
            return BuildCommand.Need(Stage.Build, parsed.GetValue(s_stub) is null ? BuildGoal.Stub : null) is 0
                ? Make(image, parsed)
                : ExitCodes.Failure;
        });
        return uki;
    }

    /// <summary>Everything but the stub, and before it is built.</summary>
    private static UnifiedImage Read(ParseResult parsed)
    {
        if (parsed.GetValue(s_kernel) is null && parsed.GetValue(s_profile) is null)
        {
            throw new FailureException(
                "neither a kernel nor a profile is given",
                "name an arm64 Image with --kernel, or with --profile what is to be joined to an image"
            );
        }

        return new UnifiedImage
        {
            Kernel = ReadIfGiven(s_kernel),
            Initrd = parsed.GetValue(s_initrd) is { Length: > 0 } initrds ? InitrdFiles.Concatenate(initrds) : null,
            CommandLine = parsed.GetValue(s_commandLine) is { } line
                ? UnifiedImageInputs.CommandLine(s_commandLine.Name, TextOrFile(line))
                : null,
            DeviceTree = ReadIfGiven(s_deviceTree, UnifiedImageInputs.DeviceTree),
            AutomaticTrees =
            [
                .. (parsed.GetValue(s_automaticTrees) ?? []).Select(path =>
                    UnifiedImageInputs.AutomaticTree(s_automaticTrees.Name, path)
                ),
            ],
            HardwareIds = parsed.GetValue(s_hardwareIds) is { } folder ? HardwareIdFiles.Read(folder) : null,
            Splash = ReadIfGiven(s_splash),
            Sections = [.. (parsed.GetValue(s_sections) ?? []).Select(Section)],
            Profile = parsed.GetValue(s_profile) is { } profile
                ? Encoding.UTF8.GetString(TextFile.ToUtf8(TextOrFile(profile)))
                : null,
            JoinedProfiles = ReadAll(s_joinedProfiles),
            OsRelease = parsed.GetValue(s_osRelease) is { } release
                ? TextFile
                    .ToUtf8(
                        release.Contains('=') || release.StartsWith('@') ? TextOrFile(release) : InputFile.Read(release)
                    )
                    .ToArray()
                : null,
            Release = parsed.GetValue(s_uname),
            Sbat = parsed.GetValue(s_sbat) is { } sbat
                ? TextFile.ToUtf8(InputFile.Read(sbat.TrimStart('@'))).ToArray()
                : null,
            PcrSignature = ReadIfGiven(s_pcrSignature, UnifiedImageInputs.PcrSignature),
            PcrPublicKey = ReadIfGiven(s_pcrPublicKey, UnifiedImageInputs.PcrPublicKey),
            Layout =
                parsed.GetRequiredValue(s_layout) == "plain" ? UnifiedImageLayout.Plain : UnifiedImageLayout.InPlace,
        };

        byte[]? ReadIfGiven(Option<string?> option, Func<string, string, byte[]>? read = null) =>
            parsed.GetValue(option) is not { } path ? null
            : read is null ? InputFile.Read(path)
            : read(option.Name, path);

        byte[][] ReadAll(Option<string[]> option) => [.. (parsed.GetValue(option) ?? []).Select(InputFile.Read)];
    }

    /// <summary>As ukify has it: what begins with <c>@</c> is the name of a file.</summary>
    private static byte[] TextOrFile(string given) =>
        given is ['@', .. var file] ? InputFile.Read(file) : Encoding.UTF8.GetBytes(given);

    private static (string Name, byte[] Contents) Section(string given)
    {
        const int LongestName = 8;
        int colon = given.IndexOf(':', StringComparison.Ordinal);
        return colon is > 0 and <= LongestName
            ? (given[..colon], TextOrFile(given[(colon + 1)..]))
            : throw new FailureException(
                $"--section takes NAME:TEXT or NAME:@FILE, not '{given}'",
                $"a section's name has 1 to {LongestName} characters"
            );
    }

    private static int Make(UnifiedImage unified, ParseResult parsed)
    {
        string output = parsed.GetRequiredValue(s_output);
        string stub = parsed.GetValue(s_stub) ?? unified.Layout.StubIn(Repository.Current);
        byte[] image = unified.Build(InputFile.Read(stub));
        AtomicFile.WriteIfChanged(output, image);
        Console.WriteLine($"uki: {output}: {image.Length:N0} bytes");
        Console.WriteLine(
            $"uki: PCR 11, where the stub measures: sha256 {Convert.ToHexStringLower(PcrPrediction.OfImage(image))}"
        );
        return ExitCodes.Success;
    }
}
