using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Protocols of the firmware that a machine may have or not, by guests/hostile, which tells how they were used: a TPM
/// and the registers of a confidential machine, and one of them failing; what memory may be used for.
/// </summary>
public sealed class OfferedProtocolTests : IDisposable
{
    private const string LastLine = "keelson-stub: SetVirtualAddressMap ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-offered-");

    /// <summary>
    /// Name and contents of .linux, .cmdline and .sbat; then line and initrd, as Linux measures them.
    /// </summary>
    [Theory]
    [InlineData("tpm-0", "11 11 11 11 11 11 9 9")]
    [InlineData("cc-0", "3 3 3 3 3 3 3 3")]
    [InlineData("tpm-broken,cc-0", "3 3 3 3 3 3 3 3")]
    [InlineData("cc-none", "")]
    public async Task Each_part_goes_into_its_register(string setting, string registers)
    {
        QemuResult run = await BootAsync(setting + ",overwrite");
        Assert.Equal(registers, string.Join(' ', Extensions(run).Select(line => line.Split(' ')[4].TrimEnd(','))));
        Assert.Equal(registers.Length != 0, Sets(run, "StubPcrKernelImage"));
        Assert.Equal(registers.Length != 0, Sets(run, "MemoryOverwriteRequestControl, 1 bytes, first 0x1"));
        Assert.Equal(
            setting.Contains("broken", StringComparison.Ordinal),
            Says(run, "keelson-stub: warning: TPM: EFI_DEVICE_ERROR: nothing is measured")
        );
    }

    /// <summary>The extension that the firmware does for its own child comes first.</summary>
    [Theory]
    [InlineData(2, 11, false)]
    [InlineData(3, 11, false)]
    [InlineData(7, 11, false)]
    [InlineData(8, 9, true)]
    [InlineData(9, 9, true)]
    public async Task What_cannot_be_measured_is_told_and_the_boot_goes_on(int failing, int register, bool isAnnounced)
    {
        QemuResult run = await BootAsync($"tpm-{failing},variables");
        string warning = Assert
            .Single(run.Lines, line => line.Text.Contains("warning: ", StringComparison.Ordinal))
            .Text;
        Assert.Matches(
            $"^keelson-stub: warning: TPM: [0-9]+ bytes not measured into PCR {register}: EFI_DEVICE_ERROR$",
            warning
        );
        Assert.Equal(8, Extensions(run).Count());
        Assert.Equal(isAnnounced, Sets(run, "StubPcrKernelImage"));
    }

    [Fact]
    public async Task Without_a_TPM_nobody_asks_for_memory_to_be_cleared()
    {
        QemuResult run = await BootAsync("overwrite");
        Assert.False(Sets(run, "MemoryOverwriteRequestControl"));
    }

    [Fact]
    public async Task What_is_placed_runs_only_where_it_is_code_and_that_is_not_written()
    {
        QemuResult run = await BootAsync("attributes-0", File.ReadAllBytes(Stock.Require(Stock.Kernel61).Image));
        string[] calls = [.. Attributes(run)];
        Assert.All(calls, call => Assert.EndsWith("EFI_SUCCESS", call));
        // All of the kernel, its initrd and its tree; then the kernel's .text, of a kernel that begins with headers.
        Assert.Equal(
            ["set 0x4000", "set 0x4000", "set 0x4000", "set 0x20000", "cleared 0x4000"],
            calls.Select(call => string.Join(' ', call.Split(' ')[1..3]))
        );
        Assert.Equal(calls[3].Split(' ')[4..6], calls[4].Split(' ')[4..6]);
        Assert.Equal(Address(calls[0]) + 0x1_0000, Address(calls[3]));
        Assert.False(Says(run, "warning: "));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Protections_that_are_refused_are_told_and_the_boot_goes_on(int failing)
    {
        QemuResult run = await BootAsync(
            $"attributes-{failing}",
            File.ReadAllBytes(Stock.Require(Stock.Kernel61).Image)
        );
        Assert.True(Says(run, "keelson-stub: warning: memory attributes: EFI_UNSUPPORTED"));
        Assert.Equal(5, Attributes(run).Count());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<QemuResult> BootAsync(string setting, byte[]? kernel = null)
    {
        string image = Path.Combine(_folder.FullName, "child.efi");
        File.WriteAllBytes(
            image,
            new UnifiedImage
            {
                Kernel = kernel ?? ParkedKernel.Make(setting),
                CommandLine = "quiet",
                Layout = UnifiedImageLayout.Plain,
            }.Build(File.ReadAllBytes(Built.StubAlone))
        );
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "offered-" + setting,
                EfiApplication = Built.Hostile,
                Initrd = image,
                CommandLine = setting,
                MemoryMegabytes = 512,
                IsPreallocated = false,
                StopWhen = line => line.StartsWith(LastLine, StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped).RequireInOrder("keelson-stub: calling ExitBootServices", LastLine);
        return run;
    }

    /// <summary>What was extended for the child, without its image.</summary>
    private static IEnumerable<string> Extensions(QemuResult run) =>
        run
            .Lines.Select(line => line.Text)
            .Where(line => line.StartsWith("hostile: extension ", StringComparison.Ordinal))
            .Where(line => !line.Contains(": register 4, ", StringComparison.Ordinal));

    private static IEnumerable<string> Attributes(QemuResult run) =>
        run
            .Lines.Select(line => line.Text)
            .Where(line =>
                line.StartsWith("hostile: set 0x", StringComparison.Ordinal)
                || line.StartsWith("hostile: cleared 0x", StringComparison.Ordinal)
            );

    private static ulong Address(string call) => Convert.ToUInt64(call.Split(' ')[4].TrimEnd(',')[2..], 16);

    private static bool Sets(QemuResult run, string what) => Says(run, "hostile: SetVariable " + what);

    private static bool Says(QemuResult run, string what) =>
        run.Lines.Any(line => line.Text.Contains(what, StringComparison.Ordinal));
}
