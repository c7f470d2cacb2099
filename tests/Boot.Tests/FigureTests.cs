using System.Diagnostics;
using System.Globalization;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Times are taken with nothing else running.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;

/// <summary>
/// The figures to reach. Sizes are the same everywhere and are required; times depend on the host and are printed
/// beside their budgets.
/// </summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class FigureTests
{
    private const long StubBudgetBytes = 81_920;
    private const long ImageBudgetBytes = 196_608;
    private const double BootRatioBudget = 1.5;
    private const int NullBuildBudgetSeconds = 10;

    // The host gives memory to a new machine at two speeds; a median of few would be one or the other by chance.
    private const int Rounds = 11;

    [Fact]
    public void The_stub_and_the_kernel_shim_keep_to_their_sizes()
    {
        long stub = new FileInfo(Built.StubAlone).Length;
        long image = new FileInfo(Built.KernelShimImage).Length;
        FigureFile.Write(
            "sizes",
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: stub.efi {stub:N0} bytes (budget {StubBudgetBytes:N0})"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: kernel-shim Image {image:N0} bytes (budget {ImageBudgetBytes:N0})"
            )
        );
        Assert.InRange(stub, 1, StubBudgetBytes);
        Assert.InRange(image, 1, ImageBudgetBytes);
    }

    [Fact]
    public async Task A_boot_is_timed_against_the_firmware_alone()
    {
        List<double> firmware = [],
            product = [];
        for (int round = 0; round <= Rounds; round++)
        {
            QemuResult nothing = await RunAsync("nothing", Built.Nothing);
            nothing.RequireExit(QemuExit.GuestShutdown);
            QemuResult boot = await RunAsync("product", Built.Product);
            boot.RequirePassingReport();
            if (round == 0)
            {
                continue; // the warm-up: files come into the page cache
            }

            firmware.Add(nothing.Duration.TotalSeconds);
            product.Add(boot.RequireInOrder(ReportVerdict.PassedLine)[0].Time.TotalSeconds);
        }

        double ratio = Median(product) / Median(firmware);
        FigureFile.Write(
            "boot-time",
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: boot to the report's last line {Median(product):F2} s, firmware with an empty application "
                    + $"{Median(firmware):F2} s, ratio {ratio:F2} (budget {BootRatioBudget:F2}); medians of {Rounds}"
            )
        );
    }

    [Fact]
    public void A_build_with_nothing_to_do_is_timed()
    {
        Stopwatch clock = Stopwatch.StartNew();
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            ["build", Repository.Current.Solution, "-nologo", "-v", "minimal"],
            TimeLimit.OfWork(30),
            said.Add
        );
        Assert.True(status == 0, string.Join('\n', said));
        FigureFile.Write(
            "null-build",
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: build with nothing changed {clock.Elapsed.TotalSeconds:F1} s (budget "
                    + $"{NullBuildBudgetSeconds} s)"
            )
        );
    }

    private static Task<QemuResult> RunAsync(string name, string application) =>
        Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "figure-" + name,
                EfiApplication = application,
                MemoryMegabytes = 128,
            }
        );

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
