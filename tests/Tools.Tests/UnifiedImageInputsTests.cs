using System.Text;
using Keelson.Tools.Images;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What a unified image is not made of.</summary>
public sealed class UnifiedImageInputsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-uki-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("  quiet\tro\n", "quiet\tro")]
    [InlineData("\n", "")]
    public void A_command_line_is_taken_without_blanks_around_it(string given, string taken) =>
        Assert.Equal(taken, UnifiedImageInputs.CommandLine("--cmdline", Encoding.UTF8.GetBytes(given)));

    /// <summary>As PowerShell's redirection and Notepad write it.</summary>
    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    public void A_mark_in_front_of_a_text_is_no_part_of_it(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes("root=/dev/vda1 ro\r\n")];
        Assert.Equal("root=/dev/vda1 ro", UnifiedImageInputs.CommandLine("--cmdline", file));
    }

    [Fact]
    public void A_command_line_that_the_stub_would_not_take_is_refused()
    {
        byte[] longest = [.. Enumerable.Repeat((byte)'a', 4096)];
        Assert.Equal(4096, UnifiedImageInputs.CommandLine("--cmdline", longest).Length);
        Refused(() => UnifiedImageInputs.CommandLine("--cmdline", [.. longest, (byte)'a']), "--cmdline: 4097 bytes, ");
        Refused(
            () => UnifiedImageInputs.CommandLine("--cmdline", "ro\0quiet"u8.ToArray()),
            "--cmdline: there is a zero at character 2"
        );
        Refused(() => UnifiedImageInputs.CommandLine("--cmdline", [(byte)'a', 0xfe]), "--cmdline: it is no text in");
    }

    [Fact]
    public void Files_that_are_something_else_are_named()
    {
        string noise = Write("noise", [1, 2, 3]);
        Refused(() => UnifiedImageInputs.DeviceTree("--devicetree", noise), $"--devicetree: {noise} is no device tree");
        Refused(() => UnifiedImageInputs.AutomaticTree("--devicetree-auto", noise), "--devicetree-auto: ");
        Refused(() => UnifiedImageInputs.PcrSignature("--pcrsig", noise), $"--pcrsig: {noise} is no JSON");
        Refused(() => UnifiedImageInputs.PcrPublicKey("--pcrpkey", noise), $"--pcrpkey: {noise} is no public key");
        Refused(() => HardwareIdFiles.Read(_folder.FullName), "--hwids: no machine is described in ");
    }

    [Fact]
    public void A_tree_for_no_machine_is_one_for_every_machine_alone()
    {
        // FDT_BEGIN_NODE "", FDT_END_NODE, FDT_END (Devicetree Specification v0.4, 5.4).
        byte[] tree = new byte[40 + 16 + 16];
        uint[] words =
        [
            0xd00dfeed,
            (uint)tree.Length,
            56, // structure
            (uint)tree.Length, // strings
            40, // reservations
            17,
            16,
            0,
            0,
            16,
            0,
            0,
            0,
            0,
            1,
            0,
            2,
            9,
        ];
        foreach ((int index, uint word) in words.Index())
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(tree.AsSpan(index * 4), word);
        }

        string path = Write("empty.dtb", tree);
        Assert.Equal(tree, UnifiedImageInputs.DeviceTree("--devicetree", path));
        Refused(
            () => UnifiedImageInputs.AutomaticTree("--devicetree-auto", path),
            $"--devicetree-auto: {path} names no"
        );
    }

    [Theory]
    [InlineData("PUBLIC KEY", true)]
    [InlineData("RSA PUBLIC KEY", true)]
    [InlineData("PRIVATE KEY", false)]
    public void A_key_is_a_public_one(string label, bool isTaken)
    {
        string path = Write(
            "key.pem",
            Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\nMAAwAA==\n-----END {label}-----\n")
        );
        if (isTaken)
        {
            Assert.NotEmpty(UnifiedImageInputs.PcrPublicKey("--pcrpkey", path));
        }
        else
        {
            Refused(() => UnifiedImageInputs.PcrPublicKey("--pcrpkey", path), "--pcrpkey: ");
        }
    }

    private static void Refused(Func<object> read, string what) =>
        Assert.StartsWith(what, Assert.Throws<FailureException>(read).What);

    private string Write(string name, byte[] contents)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, contents);
        return path;
    }
}
