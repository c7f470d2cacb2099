using System.Buffers.Binary;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Boards without firmware that we could run, but with serial ports that are emulated: the kernel-shim, entered with
/// the board's tree, says on its port that it was not booted from UEFI.
/// </summary>
public sealed class BoardConsoleTests : IDisposable
{
    private static readonly MachineFolder s_boards = new(
        Path.Combine(Repository.Current.Root, "tests", "data", "consoles")
    );

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-board-");

    /// <param name="board">In tests/data/consoles.</param>
    /// <param name="image">Where the kernel-shim goes: free memory, 2 MB aligned.</param>
    /// <param name="enabling">What the board's firmware would have written to have the port send: address and value.
    /// </param>
    [Theory]
    // CR: TX_EN (AMD UG1087)
    [InlineData("zcu102", 0x1000_0000, 0xff00_0000ul, 0x14u)]
    [InlineData("versal", 0x1000_0000)]
    // UCR1: UARTEN; UCR2: TXEN (NXP IMX8MPRM)
    [InlineData("imx8mp", 0x5000_0000, 0x3089_0080ul, 1u, 0x3089_0084ul, 4u)]
    [InlineData("raspi3b", 0x1000_0000)]
    public Task The_board_s_own_tree_names_the_port(string board, ulong image, params object[] enabling) =>
        RequireWordsAsync(board, image, enabling);

    [Fact]
    public Task A_tree_of_ours_names_an_8250_of_32_bits() =>
        // LCR: 8 bits; Linux's kernel package of Debian 12 has no tree of the board.
        RequireWordsAsync(
            "npcm845",
            0x1000_0000,
            [0xf000_000cul, 3u],
            "-dtb",
            ChangedTree.MakeOfPort(_folder, "nuvoton,npcm845-uart", 0xf000_0000)
        );

    [Theory]
    [InlineData("earlycon=pl011,0x09000000")]
    [InlineData("earlycon=pl011,mmio32,0x9000000,115200")]
    public Task An_option_names_the_port_in_spite_of_a_tree_that_names_another(string option) =>
        // A port where there is none: nothing would be seen.
        RequireWordsAsync(
            "virt",
            0x4200_0000,
            [],
            "-dtb",
            ChangedTree.MakeOfPort(_folder, "ns16550a", 0x0a00_0000),
            "-append",
            option
        );

    /// <summary>A Cortex-A57 has 44 bits of physical address.</summary>
    [Fact]
    public async Task A_port_out_of_the_processor_s_reach_costs_that_port_and_not_the_run()
    {
        QemuResult run = await RequireWordsAsync(
            "virt",
            0x4200_0000,
            [],
            "-dtb",
            ChangedTree.MakeOfPort(_folder, "arm,pl011", 0x0900_0000),
            "-append",
            "earlycon=pl011,0x100002600000"
        );
        run.RequireInOrder("keelson: no console: the serial port at 0x100002600000 cannot be mapped");
    }

    private async Task<QemuResult> RequireWordsAsync(string board, ulong image, object[] enabling, params string[] more)
    {
        string start = Path.Combine(_folder.FullName, "start.bin");
        File.WriteAllBytes(start, StartOf(image, enabling));
        MachineDefinition machine = s_boards.Load(board);
        using IDisposable place = await Machine.TakePlaceAsync();
        QemuResult run = await QemuRun.RunAsync(
            new QemuRunOptions
            {
                Name = "console-" + board,
                Machine = board,
                StopWhen = line => line == "keelson: report failed",
                ExtraArguments =
                [
                    "-kernel",
                    start,
                    "-device",
                    $"loader,file={Built.KernelShimImage},addr={image},force-raw=on",
                    .. more,
                ],
            },
            machine,
            TestContext.Current.CancellationToken
        );
        run.RequireInOrder(
            "keelson: entered at EL",
            "keelson: fatal: no linux,uefi-system-table in /chosen: not booted from UEFI",
            "keelson: report failed"
        );
        return run;
    }

    /// <summary>
    /// In place of the board's firmware: the writes, then on to the image with the tree that QEMU names in x0, and x1
    /// to x3 zero.
    /// </summary>
    private static byte[] StartOf(ulong image, object[] enabling)
    {
        List<uint> code = [];
        for (int i = 0; i < enabling.Length; i += 2)
        {
            Load(1, (ulong)enabling[i]);
            Load(2, (uint)enabling[i + 1]);
            code.Add(0xb900_0022); // STR w2, [x1]
        }
        Load(1, 0);
        Load(2, 0);
        Load(4, image);
        code.Add(0xd61f_0080); // BR x4
        byte[] bytes = new byte[code.Count * sizeof(uint)];
        for (int i = 0; i < code.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), code[i]);
        }
        return bytes;

        // MOVZ, then MOVK for each 16 bits above (Arm ARM DDI 0487, C6.2).
        void Load(uint register, ulong value)
        {
            code.Add(0xd280_0000 | (uint)(value & 0xffff) << 5 | register);
            for (uint part = 1; part < 4; part++)
            {
                code.Add(0xf280_0000 | part << 21 | (uint)(value >> (int)(16 * part) & 0xffff) << 5 | register);
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
