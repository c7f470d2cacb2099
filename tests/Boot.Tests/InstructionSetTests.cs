using System.Text.RegularExpressions;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The products run on any core of Armv8.0-A: a disassembler that knows no later instruction knows all of theirs, but
/// for those of CRC-32 in the one method that asks whether the core has them.
/// </summary>
public sealed partial class InstructionSetTests
{
    /// <summary>What lld-link puts between functions.</summary>
    private const string Filling = "cc cc cc cc";

    /// <summary>What <c>Crc32.Append</c> takes at once.</summary>
    private const int WordsOfBlock = 4;

    // An Armv8.0 core without the options that not all of them have.
    private static readonly string[] s_core = ["-d", "--mcpu=cortex-a53", "--mattr=-crc,-crypto,-sha2,-aes"];

    [Fact]
    public void Products_hold_instructions_of_Armv8_0_alone()
    {
        string kernels = Path.Combine(Repository.Current.NativeImages, "kernel-shim");
        string[] images = [Built.StubAlone, Built.Boot, Built.Product, .. Directory.GetFiles(kernels, "*.pe")];
        Assert.True(images.Length > 5, string.Join(' ', images));
        foreach (string image in images)
        {
            List<string> lines = Disassemble(image);
            Assert.True(lines.Count > 10_000, $"{image}: {lines.Count} lines");
            string[] unknown =
            [
                .. lines.Where(line =>
                    line.Contains("<unknown>", StringComparison.Ordinal)
                    && !line.Contains(Filling, StringComparison.Ordinal)
                ),
            ];
            Assert.All(unknown, line => Assert.Matches(Crc32OfWord(), line));
            Assert.True(unknown.Length <= WordsOfBlock, string.Join('\n', unknown));
        }
    }

    /// <summary>Or what is looked for could not be seen.</summary>
    [Fact]
    public void A_later_instruction_is_seen()
    {
        using OwnedFolder folder = OwnedFolder.Temporary("keelson-instructions-");
        string source = Path.Combine(folder.Path, "later.s"),
            output = Path.Combine(folder.Path, "later.obj");
        // LDADD X0, X1, [X2]: FEAT_LSE, of Armv8.1.
        File.WriteAllText(source, ".text\n.inst 0xf8200041\n");
        Run("llvm-mc", "--triple=aarch64-windows", "--filetype=obj", source, "-o", output);
        Assert.Contains(Disassemble(output), line => line.Contains("<unknown>", StringComparison.Ordinal));
    }

    /// <summary>CRC32X, lowest byte first.</summary>
    [GeneratedRegex(" [0-9a-f]{2} 4[c-f] [cd][0-9a-f] 9a ")]
    private static partial Regex Crc32OfWord();

    private static List<string> Disassemble(string image) => Run("llvm-objdump", [.. s_core, image]);

    private static List<string> Run(string tool, params string[] arguments)
    {
        string program = ExecutableSearch.Find(tool) ?? throw new InvalidOperationException($"{tool} is missing");
        List<string> said = [];
        int? status = ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, said.Add);
        Assert.True(status == 0, $"{tool}: {status}: {string.Join('\n', said.TakeLast(5))}");
        return said;
    }
}
