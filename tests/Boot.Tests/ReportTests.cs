using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The product reports a pass on every kind of machine: all pairs of tables, level, memory and core, and one machine
/// with memory beyond 4 GB.
/// </summary>
public sealed partial class ReportTests
{
    [Theory]
    [InlineData(FirmwareTables.DeviceTree, EntryLevel.El1, 256, "cortex-a57")]
    [InlineData(FirmwareTables.DeviceTree, EntryLevel.El2, 1024, "max")]
    [InlineData(FirmwareTables.Acpi, EntryLevel.El1, 1024, "max")]
    [InlineData(FirmwareTables.Acpi, EntryLevel.El2, 256, "max")]
    [InlineData(FirmwareTables.Acpi, EntryLevel.El2, 1024, "cortex-a57")]
    [InlineData(FirmwareTables.DeviceTree, EntryLevel.El1, 6144, "cortex-a57")]
    public async Task The_product_boots_and_its_report_passes(
        FirmwareTables tables,
        EntryLevel level,
        int megabytes,
        string cpu
    )
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = $"report-{tables}-{level}-{megabytes}-{cpu}".ToLowerInvariant(),
                EfiApplication = Built.Product,
                FirmwareTables = tables,
                EntryLevel = level,
                MemoryMegabytes = megabytes,
                // The emulated pointer authentication of the architecture's own kind costs more than all the rest.
                Cpu = cpu == "max" ? "max,pauth-impdef=on" : cpu,
                // Every byte of memory is written once, and the host hands it out page by page.
                Timeout = TimeLimit.OfWork(megabytes > 4096 ? 20 : 10),
            }
        );

        run.RequirePassingReport();
        int el = level == EntryLevel.El2 ? 2 : 1;
        run.RequireInOrder(
            $"keelson-stub: started at EL{el} on UEFI 2.",
            "keelson-stub: allocation check: 1 byte aligned to 64 KB at 0x",
            ", 16 pages taken, 16 returned: exact",
            "keelson-stub: allocation check: 1 byte aligned to 2 MB at 0x",
            ", 16 pages taken, 16 returned: exact",
            "keelson-stub: kernel of ",
            " bytes loaded at 0x",
            "keelson-stub: memory map 1: ",
            "runtime regions at most, descriptors of 48 bytes; scratch of 64 KB at 0x",
            "keelson-stub: device tree at 0x",
            tables == FirmwareTables.Acpi ? "empty, as the firmware has none" : "from the firmware",
            "keelson-stub: leaving boot services",
            "keelson-stub: memory map 2: key 0x",
            "; boot services left after 1 attempt(s)",
            "keelson-stub: SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
            $"keelson: entered at EL{el}, image at 0x",
            " regions in the EFI map; ",
            "KTAP version 1",
            "keelson: report passed"
        );

        // Nearly all memory is free and was poisoned: patch 7/8 keeps nothing back.
        int poisoned = run
            .Lines.Select(line => PoisonedLine().Match(line.Text))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .Single();
        Assert.InRange(poisoned, megabytes * 9 / 10, megabytes);
    }

    [GeneratedRegex("^keelson: poisoned ([0-9]+) MB$")]
    private static partial Regex PoisonedLine();
}
