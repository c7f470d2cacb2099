using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Images;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>uki</c>: one bootable file of the stub and a kernel of the user's.</summary>
internal static class UkiCommand
{
    private static readonly Option<string> s_kernel = new("--kernel")
    {
        Description = "an arm64 Image, plain or packed (gzip, zstd, EFI zboot)",
        Required = true,
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
    private static readonly Option<string?> s_osRelease = new("--os-release")
    {
        Description = "the os-release file of the system, for boot menus",
    };
    private static readonly Option<string?> s_uname = new("--uname") { Description = "the kernel's release" };
    private static readonly Option<string?> s_sbat = new("--sbat") { Description = "an SBAT file" };
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
    private static readonly Option<string> s_output = new("--output")
    {
        Description = "the file to write",
        Required = true,
    };

    public static Command Create()
    {
        s_layout.AcceptOnlyFromAmong("in-place", "plain");
        Command uki = new("uki", "make a unified kernel image: stub, kernel, initrd and command line in one EFI file")
        {
            s_kernel,
            s_initrd,
            s_commandLine,
            s_deviceTree,
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
        return new UnifiedImage
        {
            Kernel = InputFile.Read(parsed.GetRequiredValue(s_kernel)),
            Initrd = parsed.GetValue(s_initrd) is { Length: > 0 } initrds ? InitrdFiles.Concatenate(initrds) : null,
            CommandLine = parsed.GetValue(s_commandLine) is ['@', .. var file]
                ? System.Text.Encoding.UTF8.GetString(InputFile.Read(file)).Trim()
                : parsed.GetValue(s_commandLine),
            DeviceTree = ReadIfGiven(s_deviceTree),
            OsRelease = ReadIfGiven(s_osRelease),
            Release = parsed.GetValue(s_uname),
            Sbat = ReadIfGiven(s_sbat),
            PcrSignature = ReadIfGiven(s_pcrSignature),
            PcrPublicKey = ReadIfGiven(s_pcrPublicKey),
            Layout =
                parsed.GetRequiredValue(s_layout) == "plain" ? UnifiedImageLayout.Plain : UnifiedImageLayout.InPlace,
        };

        byte[]? ReadIfGiven(Option<string?> option) =>
            parsed.GetValue(option) is { } path ? InputFile.Read(path) : null;
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
