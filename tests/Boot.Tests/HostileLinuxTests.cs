using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>A stock kernel in a unified image with our stub, behind tests/guests/hostile.</summary>
public sealed class HostileLinuxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-hostile-");

    /// <summary>
    /// Each of the first four alone ends the boot by Linux's own stub (docs/linux.md), but for the early use of new
    /// addresses, as it asks for none; the fifth it replaces. Pointers that were not converted, or twice, would be the
    /// kernel's end, as would those of a system table that were before the call failed: with ACPI nothing is found
    /// but through them.
    /// </summary>
    [Theory]
    [InlineData("map-grows,console-null,driver-event-early,exit-refused-2,reservations-nowhere", 3, "EFI_SUCCESS")]
    [InlineData("svam-nothing", 1, "EFI_PROTOCOL_ERROR")]
    [InlineData("svam-double", 1, "EFI_PROTOCOL_ERROR")]
    [InlineData("after-header", 1, "EFI_PROTOCOL_ERROR")]
    [InlineData("svam-late-error", 1, "EFI_DEVICE_ERROR", FirmwareTables.Acpi)]
    [InlineData("svam-fault", 1, "EFI_ABORTED")]
    public async Task Linux_boots_where_the_firmware_breaks_rules(
        string setting,
        int attempts,
        string relocation,
        FirmwareTables tables = FirmwareTables.DeviceTree
    )
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        UnifiedImage parts = new()
        {
            Kernel = File.ReadAllBytes(kernel.Image),
            Initrd = File.ReadAllBytes(Stock.Archive("hostile-linux.cpio", () => new GuestArchive(kernel))),
            CommandLine = $"{LinuxRun.BaseCommandLine} keelson.guest=facts",
            Layout = UnifiedImageLayout.Plain,
        };
        string image = Path.Combine(_folder.FullName, "linux.efi");
        File.WriteAllBytes(image, parts.Build(File.ReadAllBytes(Built.StubAlone)));
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = $"hostile-linux-{attempts}-{relocation}-{tables}",
                EfiApplication = Built.Hostile,
                Initrd = image,
                CommandLine = setting,
                FirmwareTables = tables,
                MemoryMegabytes = 1024,
                IsPreallocated = false,
                Timeout = TimeLimit.OfWork(30),
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: calling SetVirtualAddressMap",
                $"keelson-stub: ExitBootServices: EFI_SUCCESS, attempt {attempts}",
                $"keelson-stub: SetVirtualAddressMap from 0x20000000: {relocation}",
                GuestFacts.StartLine,
                GuestFacts.EndLine
            );
    }

    /// <summary>As it is by Linux's own stub: the kernel would print nothing.</summary>
    [Fact]
    public async Task Linux_is_refused_by_name_where_it_would_not_find_its_memory()
    {
        UnifiedImage parts = new()
        {
            Kernel = File.ReadAllBytes(Stock.Require(Stock.Kernel61).Image),
            CommandLine = LinuxRun.BaseCommandLine,
            Layout = UnifiedImageLayout.Plain,
        };
        string image = Path.Combine(_folder.FullName, "linux.efi");
        File.WriteAllBytes(image, parts.Build(File.ReadAllBytes(Built.StubAlone)));
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "hostile-linux-refused",
                EfiApplication = Built.Hostile,
                Initrd = image,
                CommandLine = "system-signature",
                MemoryMegabytes = 512,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: error: EFI_SYSTEM_TABLE has another signature: no kernel boots",
                "keelson-stub: returning EFI_INVALID_PARAMETER to the firmware",
                "hostile: child returned EFI_INVALID_PARAMETER"
            );
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
