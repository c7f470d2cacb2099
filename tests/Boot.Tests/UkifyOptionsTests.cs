using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Debian's ukify 257 with every option that says what is in an image, signed by it, under Secure Boot.
/// </summary>
public sealed partial class UkifyOptionsTests : IDisposable
{
    /// <summary>
    /// Those that print, or name other tools that sign.
    /// </summary>
    private static readonly string[] s_others =
    [
        "help",
        "version",
        "summary",
        "json",
        "all",
        "signing-engine",
        "signing-provider",
        "certificate-provider",
        "secureboot-certificate-dir",
        "secureboot-certificate-name",
        "secureboot-certificate-validity",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-ukify-");
    private readonly SignedFiles _signer = new();

    [Fact]
    public async Task An_image_with_every_option_boots_under_Secure_Boot()
    {
        const string Options = LinuxRun.BaseCommandLine + " keelson.guest=facts keelson.made-by=ukify";
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        string ukify = Stock.Package("ukify-257").Program,
            profile = Path.Combine(_folder.FullName, "profile.efi"),
            output = Path.Combine(_folder.FullName, "BOOTAA64.EFI");
        DirectoryInfo machines = _folder.CreateSubdirectory("machines");
        string Write(string name, ReadOnlySpan<byte> contents)
        {
            string file = Path.Combine(_folder.FullName, name);
            File.WriteAllBytes(file, contents);
            return file;
        }

        void Describe(string name, params string[] ids) =>
            Write(
                $"machines/{name}.json",
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        type = "devicetree",
                        name,
                        compatible = "test," + name,
                        hwids = ids,
                    }
                )
            );

        Describe("one", "0c1b0bd8-9e35-5c9e-8b17-7a4d9a3ac5f1", "00f9a3c1-1111-5222-8333-444455556666");
        Describe("two", "ffffffff-0000-5000-8000-000000000001");
        CpioWriter extra = new();
        extra.Add("first-initrd", "first"u8);
        Run(
            ukify,
            "build",
            "--profile=ID=other\n",
            "--cmdline=root=other",
            $"--stub={Stock.Package("systemd-stub-257").Require("usr/lib/systemd/boot/efi/addonaa64.efi.stub")}",
            "--efi-arch=aa64",
            $"--output={profile}"
        );
        string[] arguments =
        [
            $"--linux={kernel.Image}",
            $"--initrd={Write("first.cpio", extra.Finish())}",
            $"--initrd={Stock.Archive("ukify-options.cpio", () => new GuestArchive(kernel))}",
            $"--cmdline=@{Write("cmdline", System.Text.Encoding.ASCII.GetBytes(Options + "\n"))}",
            $"--os-release=@{Write("os-release", "ID=test\nNAME=Test\n"u8)}",
            $"--uname={kernel.Release}",
            $"--devicetree={Write("all.dtb", ChangedTree.MakeMarked(_folder, "keelson,for-all"))}",
            $"--devicetree-auto={Write("other.dtb", ChangedTree.MakeModel(_folder, "test,other"))}",
            $"--devicetree-auto={Write("own.dtb", ChangedTree.MakeModel(_folder, ChangedTree.Model))}",
            $"--hwids={machines.FullName}",
            $"--splash={Write("splash.bmp", "BM"u8)}",
            $"--microcode={Write("microcode", "ucode"u8)}",
            $"--sbat=@{Write("sbat", "sbat,1,SBAT Version,sbat,1,https://example.org\nlinux.test,1,T,linux,6,u\n"u8)}",
            $"--pcrpkey={Write("key.pem", "key"u8)}",
            "--section=.extra:nobody",
            "--measure",
            "--pcr-banks=sha256",
            $"--pcr-private-key={Write("initrd.key", "key"u8)}",
            $"--pcr-public-key={Write("initrd.pem", "key"u8)}",
            "--phases=enter-initrd enter-initrd:leave-initrd",
            "--profile=ID=main\nTITLE=Main\n",
            $"--join-profile={profile}",
            $"--stub={Built.FullStub}",
            "--efi-arch=aa64",
            $"--config={Write("ukify.conf", "[UKI]\nUname=overridden\n"u8)}",
            "--signtool=sbsign",
            $"--secureboot-private-key={_signer.Key}",
            $"--secureboot-certificate={SignedFiles.Certificate}",
            "--sign-kernel",
            $"--tools={_signer.Tools}",
            $"--tools={MakeMeasure()}",
            $"--output={output}",
        ];
        Assert.Equal(
            [],
            OptionsIn(Run(ukify, "--help"))
                .Except(s_others)
                .Except(arguments.SelectMany(argument => OptionsIn(argument)))
                .Where(option => !option.StartsWith("no-", StringComparison.Ordinal))
        );
        Run(ukify, ["build", .. arguments]);

        byte[] built = File.ReadAllBytes(output);
        byte[] Section(string name)
        {
            SectionHeader section = PeFile.Read(built).Sections.First(one => one.Name == name);
            return built
                .AsSpan(section.PointerToRawData, Math.Min(section.VirtualSize, section.SizeOfRawData))
                .ToArray();
        }

        Assert.Contains("of-sha256", System.Text.Encoding.ASCII.GetString(Section(".pcrsig")));
        // The verb makes the same of the same folder.
        Assert.Equal(Section(".hwids"), HardwareIdFiles.Read(machines.FullName));

        using FatDisk disk = new(output);
        QemuResult run = await Machine.RunAsync(
            _signer.Machine("ukify-options", disk) with
            {
                MemoryMegabytes = 1024,
                IsPreallocated = false,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                $"keelson-stub: kernel release {kernel.Release}",
                "Secure Boot enabled",
                "SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
                $"Kernel command line: {Options}",
                GuestFacts.EndLine
            );
        Assert.Equal(kernel.Release, Assert.Single(GuestFacts.Of(run)).One("kernel"));
    }

    public void Dispose()
    {
        _signer.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>
    /// Signs nothing, as systemd-measure of this version is not on this machine; what it writes goes into the image.
    /// </summary>
    private string MakeMeasure()
    {
        DirectoryInfo folder = _folder.CreateSubdirectory("measure");
        string tool = Path.Combine(folder.FullName, "systemd-measure");
        File.WriteAllText(
            tool,
            "#!/bin/sh\nif [ \"$1\" = sign ]; then echo '{\"sha256\": [{\"pol\": \"of-sha256\"}]}'; fi\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return folder.FullName;
    }

    private static string Run(string program, params string[] arguments)
    {
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, lines.Add);
        Assert.True(status == 0, $"{program} ended with {status}: {string.Join("; ", lines)}");
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> OptionsIn(string text) =>
        OptionPattern().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex("(?<![a-z-])--([a-z][a-z-]*[a-z])(?![a-z-])")]
    private static partial Regex OptionPattern();
}
