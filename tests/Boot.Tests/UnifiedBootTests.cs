using System.Text;
using Keelson.Tools.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Unified images, by whatever tool they were made: the stub finds every part and hands it on.</summary>
public sealed class UnifiedBootTests : IDisposable
{
    private const string CommandLine = "quiet root=LABEL=root console=ttyAMA0";

    private static readonly byte[] s_kernel = ParkedKernel.Make("in a unified image");
    private static readonly byte[] s_initrd =
    [
        .. "070701"u8,
        .. Enumerable.Range(0, 5001).Select(value => (byte)value),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-uki-");

    [Theory]
    [InlineData(UnifiedImageLayout.Plain, "loaded")]
    [InlineData(UnifiedImageLayout.InPlace, "in place")]
    public async Task Image_made_by_the_uki_verb_boots_with_all_sections(UnifiedImageLayout layout, string how)
    {
        byte[] stub = File.ReadAllBytes(layout.StubIn(Repository.Current));
        UnifiedImage parts = new()
        {
            Kernel = s_kernel,
            Initrd = s_initrd,
            CommandLine = CommandLine,
            DeviceTree = MarkedTree(),
            OsRelease = "ID=test\n"u8.ToArray(),
            Release = "1.0",
            Sbat = "x,1,a,b,c,d\n"u8.ToArray(),
            Layout = layout,
        };
        await RequireWholeAsync("uki-" + layout, parts.Build(stub), how);
    }

    [Fact]
    public async Task Image_made_by_ukify_boots_with_all_sections()
    {
        string ukify = Stock.Package("ukify-257").Program;
        string output = Path.Combine(_folder.FullName, "ukify.efi");
        RunTool(
            ukify,
            "build",
            "--stub",
            Built.StubAlone,
            "--efi-arch",
            "aa64",
            "--linux",
            Save("kernel", s_kernel),
            "--initrd",
            Save("initrd", s_initrd),
            "--cmdline",
            CommandLine,
            "--devicetree",
            Save("tree", MarkedTree()),
            "--os-release",
            "@" + Save("os-release", "ID=test\n"u8),
            "--uname",
            "1.0",
            "--sbat",
            "sbat,1,SBAT Version,sbat,1,https://example.org",
            "--output",
            output
        );
        byte[] image = File.ReadAllBytes(output);
        Assert.Superset(
            new HashSet<string> { ".linux", ".initrd", ".cmdline", ".dtb", ".osrel", ".uname", ".sbat" },
            PeFile.Read(image).Sections.Select(section => section.Name).ToHashSet()
        );
        await RequireWholeAsync("uki-ukify", image, "loaded");
    }

    /// <summary>As people do it by hand.</summary>
    [Fact]
    public async Task Image_made_by_objcopy_boots_with_all_sections()
    {
        string objcopy = ExecutableSearch.Find("llvm-objcopy") ?? "";
        Assert.SkipWhen(
            objcopy.Length == 0,
            "llvm-objcopy is not on this machine: the setup verb installs it (Debian: llvm)"
        );
        List<string> arguments = [];
        (string Name, byte[] Contents)[] sections =
        [
            (".osrel", "ID=test\n"u8.ToArray()),
            (".cmdline", [.. System.Text.Encoding.ASCII.GetBytes(CommandLine), 0]),
            (".dtb", MarkedTree()),
            (".initrd", s_initrd),
            (".linux", s_kernel),
        ];
        foreach ((string name, byte[] contents) in sections)
        {
            arguments.AddRange([
                "--add-section",
                $"{name}={Save(name[1..], contents)}",
                "--set-section-flags",
                $"{name}=data,readonly",
            ]);
        }

        string output = Path.Combine(_folder.FullName, "objcopy.efi");
        RunTool(objcopy, [.. arguments, Built.StubAlone, output]);
        await RequireWholeAsync("uki-objcopy", File.ReadAllBytes(output), "loaded");
    }

    /// <summary>
    /// Tools write a section for a file that has nothing in it; and a device tree that is none costs no boot.
    /// </summary>
    [Theory]
    [InlineData("stub", "")]
    [InlineData("stub", "no device tree")]
    [InlineData("stub-full", "")]
    public async Task An_empty_section_is_none(string stub, string tree)
    {
        SectionAppender image = new(File.ReadAllBytes(stub == "stub" ? Built.StubAlone : Built.FullStub));
        foreach (string name in (string[])[".osrel", ".cmdline", ".uname", ".pcrsig", ".dtb", ".splash", ".initrd"])
        {
            image.Append(name, name == ".dtb" ? Encoding.ASCII.GetBytes(tree) : []);
        }

        image.Append(".linux", s_kernel);
        string run = $"uki-empty-{stub}{tree.Length}";
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions { Name = run, EfiApplication = Save(run + ".efi", image.Finish()) }
        );
        Assert.Equal(
            tree.Length != 0,
            handed.Run.Lines.Any(line =>
                line.Text.Contains("device tree .dtb ignored: truncated: ", StringComparison.Ordinal)
            )
        );
        Assert.Equal(s_kernel, handed.Kernel);
        Assert.Empty(handed.CommandLine);
        Assert.Empty(handed.Initrd);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RequireWholeAsync(string name, byte[] image, string how)
    {
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = name,
                EfiApplication = Save(name + ".efi", image),
                ExtraArguments = ["-smbios", "type=11,value=io.systemd.stub.kernel-cmdline-extra=of-machine"],
            }
        );
        handed.Run.RequireInOrder(
            $"keelson-stub: kernel of ",
            $" bytes {how} at 0x",
            $"keelson-stub: initrd at 0x",
            $": {s_initrd.Length} bytes from .initrd, 0 from files, 0 from LoadFile2"
        );
        Assert.Equal(s_kernel, handed.Kernel);
        Assert.Equal(s_initrd, handed.Initrd);
        Assert.Equal(CommandLine + " of-machine", handed.CommandLine);
        Assert.NotNull(handed.Property("/", "keelson,marked"));
    }

    private byte[] MarkedTree() => ChangedTree.MakeMarked(_folder, "keelson,marked");

    private string Save(string name, ReadOnlySpan<byte> contents)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, contents);
        return path;
    }

    private static void RunTool(string program, params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, said.Add);
        Assert.True(
            status == 0,
            $"{CommandText.Format(program, arguments)} ended with {status}: {string.Join('\n', said)}"
        );
    }
}
