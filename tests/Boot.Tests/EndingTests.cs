using System.Text.RegularExpressions;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// How the machine ends, seen from outside: QEMU says whether the guest switched off or reset, and its log whether the
/// kernel-shim itself executed the PSCI call, or left that to the firmware's ResetSystem.
/// </summary>
public sealed partial class EndingTests : IDisposable
{
    private const int CodeBytes = 8;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-end-");

    [Theory]
    [InlineData("shutdown", null, QemuExit.GuestShutdown)]
    [InlineData("reset", "keelson.end=reset", QemuExit.GuestReset)]
    public async Task ResetSystem_ends_the_machine_as_asked(string name, string? options, QemuExit exit)
    {
        (QemuResult run, bool usedPsci) = await BootAsync(name, options);
        run.RequirePassingReport(exit);
        Assert.False(usedPsci, "the kernel-shim called PSCI itself");
    }

    [Fact]
    public async Task Psci_ends_the_machine_without_ResetSystem()
    {
        (QemuResult run, bool usedPsci) = await BootAsync("psci", "keelson.end=psci");
        run.RequirePassingReport(QemuExit.GuestShutdown);
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("ResetSystem returned", StringComparison.Ordinal));
        Assert.True(usedPsci, "the kernel-shim did not call PSCI");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(QemuResult Run, bool UsedPsci)> BootAsync(string name, string? options)
    {
        // The address of the one instruction that calls PSCI, and a log of the times that QEMU executed it.
        string address = PsciLine()
            .Match(await File.ReadAllTextAsync(Built.KernelShimMap, TestContext.Current.CancellationToken))
            .Groups[1]
            .Value;
        Assert.NotEmpty(address);
        string log = Path.Combine(_folder.FullName, name + ".log");
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "end-" + name,
                EfiApplication = Built.Product,
                CommandLine = options,
                MemoryMegabytes = 128,
                ExtraArguments = ["-d", "exec", "-dfilter", $"0x{address}+{CodeBytes}", "-D", log],
            }
        );
        return (
            run,
            (await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken)).Contains(
                address,
                StringComparison.Ordinal
            )
        );
    }

    [GeneratedRegex(@"\bPsciByHvc\s+([0-9a-f]{16})\b")]
    private static partial Regex PsciLine();
}
