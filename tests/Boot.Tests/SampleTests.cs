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

    /// <summary>Nobody steers: it runs to the right until there is no more screen.</summary>
    [Fact]
    public async Task A_snake_is_on_the_screen()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("keelson-snake-");
        string picture = Path.Combine(folder.FullName, "snake.ppm");
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "snake",
                EfiApplication = Built.Launcher,
                Initrd = Built.Snake,
                MemoryMegabytes = 128,
                ExtraArguments = ["-device", "ramfb"],
                Screenshot = picture,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("snake: 800 x 600 pixels", "snake: over, 3 long", "launcher: leaked 0 pages");
        Screenshot screen = new(picture);
        // Squares of 20 pixels in the middle row: the head in the last column, what it left in the fourth but last.
        Assert.Equal((0x40, 0xc0, 0x40), screen.Pixel(39 * 20 + 5, 15 * 20 + 5));
        Assert.Equal((0x40, 0xc0, 0x40), screen.Pixel(37 * 20 + 5, 15 * 20 + 5));
        Assert.Equal((0x10, 0x18, 0x20), screen.Pixel(36 * 20 + 5, 15 * 20 + 5));
        folder.Delete(recursive: true);
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
