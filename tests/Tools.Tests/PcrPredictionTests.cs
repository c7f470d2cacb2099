using Keelson.Tools.Fetch;
using Keelson.Tools.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Processes;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What a unified image leaves in PCR 11 is what systemd's own tool says.</summary>
public sealed class PcrPredictionTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Fact]
    public void PCR_11_is_what_systemd_measure_says()
    {
        FetchedPackage measure = Libfdt.Fetched("systemd-measure");
        // In another order than they are measured in, and one that is not measured.
        (string Name, byte[] Contents)[] sections =
        [
            (".pcrpkey", "key"u8.ToArray()),
            (".dtb", [1, 2, 3]),
            (".cmdline", "quiet"u8.ToArray()),
            (".initrd", new byte[5000]),
            (".osrel", "ID=t\n"u8.ToArray()),
            (".splash", [4]),
            (".linux", [.. Enumerable.Range(0, 70_001).Select(i => (byte)i)]),
        ];
        SectionAppender image = new(HeaderRoom.Widen(Link(), sections.Length + 1));
        image.Append(".pcrsig", "{}"u8.ToArray(), 2);
        List<string> arguments = ["calculate", "--bank=sha256", "--phase="];
        foreach ((string name, byte[] contents) in sections)
        {
            image.Append(name, contents, (uint)contents.Length);
            string file = Path.Combine(_toolchain.Folder, name);
            File.WriteAllBytes(file, contents);
            arguments.Add($"--{name[1..]}={file}");
        }

        List<string> lines = [];
        Assert.Equal(0, ChildProcess.RunCollected(measure.Program, arguments, TimeLimit.OfTool, lines.Add));
        Assert.Contains($"11:sha256={Convert.ToHexStringLower(PcrPrediction.OfImage(image.Finish()))}", lines);
    }

    public void Dispose() => _toolchain.Dispose();

    /// <summary>A stub without sections that are measured.</summary>
    private byte[] Link()
    {
        string path = Path.Combine(_toolchain.Folder, "app.efi");
        _toolchain.Link(
            path,
            GuestSource.Application("hello", GuestSource.Hang),
            ["/subsystem:efi_application", "/entry:EfiMain", "/nxcompat", "/align:16384", "/driver"]
        );
        return File.ReadAllBytes(path);
    }
}
