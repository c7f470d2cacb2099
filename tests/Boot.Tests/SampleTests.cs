using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>The application that the README tells readers to start from.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Hello_says_what_it_should()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "hello",
                EfiApplication = Built.Launcher,
                Initrd = Built.Hello,
                MemoryMegabytes = 128,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "Hello from C# at EL1, without a .NET runtime under it.",
                "UEFI 2.",
                " configuration tables.",
                "launcher: child returned EFI_SUCCESS",
                "launcher: leaked 0 pages",
                "launcher: done"
            );
    }

    [Fact]
    public async Task Hello_starts_without_anybody_in_between()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "hello-alone",
                EfiApplication = Built.Hello,
                EntryLevel = EntryLevel.El2,
                MemoryMegabytes = 128,
                // It returns to the firmware, which goes on to look for something else to boot.
                StopWhen = line => line.Contains("configuration tables.", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "Hello from C# at EL2, without a .NET runtime under it.",
                "UEFI 2.",
                " configuration tables."
            );
    }

    /// <summary>The disk is the one that it was started from.</summary>
    [Theory]
    [InlineData("w", "Written: EFI_SUCCESS, flushed: EFI_SUCCESS")]
    [InlineData("x", "Nothing was written.")]
    public async Task Disks_are_listed_read_and_written(string key, string outcome)
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "disks-" + key,
                Machine = "virt-aavmf-disk",
                EfiApplication = Built.Disks,
                MeetingLine = "Press w within",
                OnMeeting = guest => guest.TypeAsync(key),
                StopWhen = line => line.Contains("disks: EFI_", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "first block",
                " disk ",
                "GUID partition table",
                " partition ",
                outcome,
                "disks: EFI_SUCCESS"
            );
    }
}
