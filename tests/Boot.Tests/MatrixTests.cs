using Keelson.Tools.Matrix;
using Keelson.Tools.Pages;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The matrix on a few machines that between them have what others have not: memory beyond 4 GB and sparse, another
/// edk2 and another U-Boot, EL2 with VHE, a GICv3, Secure Boot with a TPM, a network to boot from.
/// </summary>
public sealed class MatrixTests
{
    private static readonly string[] s_machines =
    [
        "virt-aavmf-32g",
        "virt-aavmf-2025-enforcing",
        "virt-aavmf-http",
        "virt-uboot-pxe",
        "virt-aavmf-max-el2",
        "virt-aavmf-gicv3",
        "virt-uboot-2025-el2",
    ];

    [Fact]
    public async Task Machines_pass_and_their_reports_fill_the_page()
    {
        IReadOnlyList<MachineOutcome> machines;
        using (await Machine.TakePlaceAsync())
        {
            machines = await new MatrixRun(Built.Product, "keelson.maps=yes", jobs: 1).RunAsync(
                s_machines,
                _ => { },
                TestContext.Current.CancellationToken
            );
        }

        Assert.All(
            machines,
            machine =>
                Assert.True(
                    machine.State is MachineState.Passed or MachineState.Skipped,
                    $"{machine.Name}: {machine.State}: {string.Join("; ", machine.Reasons)}"
                )
        );
        Assert.All(
            machines.Where(machine => machine.State == MachineState.Passed),
            machine =>
            {
                string[] lines = [.. machine.Run!.Lines.Select(line => line.Text)];
                MachineMaps maps = MachineMaps.Parse(lines);
                // What the tables map is what the map says is for run time, page for page; they are rounded to whole
                // pages where a region is not.
                Assert.Equal(
                    maps.Regions.Where(one => one.IsRuntime).Sum(one => (long)one.SizeBytes),
                    maps.Pieces.Sum(one => (long)one.SizeBytes)
                );
                Assert.Contains(
                    ServiceMatrix.Of(machine.Results),
                    one => one is { Service: "SetVirtualAddressMap", State: ServiceState.Passed }
                );
                Assert.Contains(
                    ServiceMatrix.Of(machine.Results),
                    one => one is { Service: "GetVariable", State: ServiceState.Passed }
                );
                Assert.NotEmpty(MemoryMapPicture.Of(maps));
            }
        );
        MachineOutcome large = machines.Single(machine => machine.Name == "virt-aavmf-32g");
        Assert.Contains(
            large.Run!.Lines,
            line =>
                line.Text.StartsWith("keelson: poisoned ", StringComparison.Ordinal)
                && line.Text.Contains(" MB of 327", StringComparison.Ordinal)
        );
        string[] missing =
        [
            .. machines
                .Where(machine => machine.State == MachineState.Skipped)
                .Select(machine => $"{machine.Name}: {machine.Reasons[0]}"),
        ];
        Assert.SkipWhen(missing.Length > 0, $"the others passed; not to be had here: {string.Join("; ", missing)}");
    }

    [Fact]
    public async Task A_machine_that_fails_takes_no_other_with_it()
    {
        using IDisposable place = await Machine.TakePlaceAsync();
        IReadOnlyList<MachineOutcome> machines = await new MatrixRun(
            Built.Product,
            "keelson.fault=null",
            jobs: 1
        ).RunAsync(["virt-aavmf", "virt-uboot"], _ => { }, TestContext.Current.CancellationToken);

        Assert.All(machines, machine => Assert.Equal(MachineState.Failed, machine.State));
        Assert.All(
            machines,
            machine =>
                Assert.Contains(
                    machine.Reasons,
                    reason => reason.Contains(ReportVerdict.FailedLine, StringComparison.Ordinal)
                )
        );
        Assert.Contains("class=\"failed\"", MatrixPage.Of(machines, TimeSpan.Zero));
    }
}
