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
                // Beyond 4 GB a part of it is filled: the host hands out all of it page by page.
                Machine = megabytes > 4096 ? "virt-aavmf-6g" : "virt-aavmf",
                MemoryMegabytes = megabytes,
                // The emulated pointer authentication of the architecture's own kind costs more than all the rest.
                Cpu = cpu == "max" ? "max,pauth-impdef=on" : cpu,
                Timeout = TimeLimit.OfWork(megabytes > 4096 ? 20 : 10),
            }
        );

        run.RequirePassingReport();
        int el = level == EntryLevel.El2 ? 2 : 1;
        run.RequireInOrder(
            $"keelson-stub: started at EL{el} on UEFI 2.",
            "keelson-stub: allocation check: 1 byte, 64 KB aligned, at 0x",
            ": 16 pages allocated, 16 freed: exact",
            "keelson-stub: allocation check: 1 byte, 2 MB aligned, at 0x",
            ": 16 pages allocated, 16 freed: exact",
            "keelson-stub: kernel of ",
            " bytes loaded at 0x",
            "keelson-stub: memory map 1: ",
            "runtime regions, descriptor size 48; scratch of 64 KB at 0x",
            "keelson-stub: device tree at 0x",
            tables == FirmwareTables.Acpi ? "empty: none from the firmware" : "from the firmware",
            "keelson-stub: calling ExitBootServices",
            "keelson-stub: memory map 2: key 0x",
            "keelson-stub: ExitBootServices: EFI_SUCCESS, attempt 1",
            "keelson-stub: SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
            $"keelson: entered at EL{el}, image at 0x",
            "keelson: EFI memory map: ",
            "KTAP version 1",
            "keelson: report passed"
        );

        // Nearly all memory is free, and was poisoned unless the machine says how much of it is to be: patch 7/8 keeps
        // nothing back.
        Match poisoned = run.Lines.Select(line => PoisonedLine().Match(line.Text)).Single(match => match.Success);
        Assert.InRange(Megabytes(poisoned.Groups[1]), Math.Min(megabytes, 1024) * 9 / 10, megabytes);
        Group free = poisoned.Groups[2].Success ? poisoned.Groups[2] : poisoned.Groups[1];
        Assert.InRange(Megabytes(free), megabytes * 9 / 10, megabytes);
    }

    private static int Megabytes(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^keelson: poisoned ([0-9]+) MB(?: of ([0-9]+) MB, including all boot services memory)?$")]
    private static partial Regex PoisonedLine();
}
