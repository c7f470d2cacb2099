using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// A variable written through the gate in one boot is there in the next, because the flash holds it and not some cache.
/// </summary>
public sealed class PersistenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-store-");

    [Fact]
    public async Task A_variable_written_in_boot_one_is_read_in_boot_two()
    {
        string store = Path.Combine(_folder.FullName, "vars.fd");
        QemuResult first = await BootAsync("persist-write", "keelson.persist=write", store);
        RequireResult(first.RequirePassingReport(), "written: EFI_SUCCESS");
        QemuResult second = await BootAsync("persist-read", "keelson.persist=read", store);
        RequireResult(second.RequirePassingReport(), "read: EFI_SUCCESS, 0x6e6f736c65656b21");
        Assert.Contains(second.Lines, line => line.Text.EndsWith(" before the reset", StringComparison.Ordinal));

        // The second boot deleted it, and that lasts as well.
        QemuResult third = await BootAsync("persist-deleted", "keelson.persist=read", store);
        RequireFailure(third);
    }

    /// <summary>One kernel of a chain asks, as it deletes the variable.</summary>
    [Fact]
    public async Task A_chain_reads_it_once()
    {
        string store = Path.Combine(_folder.FullName, "chain.fd");
        (await BootAsync("persist-write-chain", "keelson.persist=write", store)).RequirePassingReport();
        QemuResult run = await BootAsync("persist-read-chain", "keelson.persist=read keelson.kexec=3", store);
        run.RequireExit(QemuExit.GuestShutdown);
        Assert.Equal(3, run.Reports.Count);
        Assert.All(run.Reports, report => Assert.Equal(0, report.FailedCount));
        Assert.Single(
            run.Reports.SelectMany(report => report.Results),
            result =>
                result.Seen.StartsWith("read: EFI_SUCCESS", StringComparison.Ordinal)
                && result.Description == "a variable persists across reset"
        );
    }

    [Fact]
    public async Task Without_boot_one_the_report_fails() =>
        RequireFailure(
            await BootAsync("persist-never-written", "keelson.persist=read", Path.Combine(_folder.FullName, "fresh.fd"))
        );

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<QemuResult> BootAsync(string name, string options, string store) =>
        Machine.RunAsync(
            new QemuRunOptions
            {
                Name = name,
                EfiApplication = Built.Product,
                CommandLine = options,
                VariableStore = store,
                MemoryMegabytes = 128,
            }
        );

    private static void RequireResult(IReadOnlyList<KtapDocument> reports, string text) =>
        Assert.Equal(
            KtapOutcome.Passed,
            Assert
                .Single(
                    Assert.Single(reports).Results,
                    result =>
                        result.Description == "a variable persists across reset"
                        && result.Seen.Contains(text, StringComparison.Ordinal)
                )
                .Outcome
        );

    /// <summary>One failure, the expected one, and a report that says so to the end.</summary>
    private static void RequireFailure(QemuResult run)
    {
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "not ok ",
                "a variable persists across reset # read: EFI_NOT_FOUND",
                ReportVerdict.FailedLine
            );
        KtapDocument report = Assert.Single(run.Reports);
        Assert.True(report.IsComplete);
        Assert.Equal(1, report.FailedCount);
        Assert.Throws<ConversationException>(() => run.RequirePassingReport());
    }
}
