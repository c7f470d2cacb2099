using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>The application that the README tells readers to start from.</summary>
public sealed class SampleTests
{
    /// <summary>
    /// One machine for all that end by themselves, each started twice by the launcher; and at the end the product,
    /// which finds a runtime driver's service where the firmware has none. What is left behind is not counted: the
    /// firmware's own network takes memory when it likes.
    /// </summary>
    [Fact]
    public async Task Samples_run_one_after_the_other_and_the_product_after_them()
    {
        using FatDisk disk = new(Built.Launcher);
        (string Name, string Path)[] programs =
        [
            ("hello", Built.Hello),
            ("pci", Built.Pci),
            ("net", Built.Net),
            ("disks", Built.Disks),
            ("library", Built.Library),
            ("clock", Built.WakeupClock),
            ("product", Built.Product),
        ];
        foreach ((string name, string path) in programs)
        {
            disk.Write(name + ".efi", File.ReadAllBytes(path));
        }

        disk.Write("launcher.txt", string.Join('\n', programs.Select(one => $"/{one.Name}.efi")));
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "samples",
                MemoryMegabytes = 256,
                ExtraArguments =
                [
                    .. disk.FlagsOfEdk2,
                    "-netdev",
                    "user,id=net,restrict=on",
                    "-device",
                    "pcie-root-port,id=root",
                    "-device",
                    "virtio-net-pci,netdev=net,bus=root,mac=52:54:00:12:34:56,romfile=",
                ],
                // Each reads one key.
                MeetingLine = "launcher: starting /disks.efi",
                OnMeeting = guest => guest.TypeAsync("xxkk"),
            }
        );
        string[] hello =
        [
            "Hello from C# at EL1, without a .NET runtime under it.",
            "UEFI 2.",
            " configuration tables.",
            "launcher: child returned EFI_SUCCESS",
        ];
        string[] pci =
        [
            "0000:00:00.0 1b36:0008 060000 host bridge",
            "1b36:000c 060400 PCI bridge",
            "0000:01:00.0 1af4:1041 020000 network controller",
            "pci: 3 functions on 1 root bridges",
            "launcher: child returned EFI_SUCCESS",
        ];
        string[] net =
        [
            "net: card 52-54-00-12-34-56",
            "net: the gateway is 52-55-0a-00-02-02",
            "net: the gateway answers",
            "net: the card does not count",
            "net: EFI_SUCCESS",
            "launcher: child returned EFI_SUCCESS",
        ];
        string[] disks =
        [
            "first block",
            " disk ",
            "VenHw(837DCA9E-E874-4D82-B29A-23FE0E23D1E2,",
            "Nothing was written.",
            "disks: EFI_SUCCESS",
            "launcher: child returned EFI_SUCCESS",
        ];
        string[] library =
        [
            "library: device paths: several True, 0 different, 0 not read back",
            "library: device nodes: ",
            ", 0 different",
            "library: key True: 'k', shifts ",
            "library: lights EFI_",
            "library: event EFI_SUCCESS, 1 notification while held back, then 2, closed EFI_SUCCESS",
            "library: signalled before it was set False, then True",
            "library: protocol EFI_SUCCESS, EFI_SUCCESS, EFI_SUCCESS: 1 handle, ours True, number 42",
            "library: no room: EFI_BUFFER_TOO_SMALL, 1 handle",
            "library: opened EFI_SUCCESS with 42, by another EFI_ACCESS_DENIED, there False, closed EFI_SUCCESS",
            "library: uninstalled EFI_SUCCESS, freed EFI_SUCCESS, there False",
            "library: variable EFI_SUCCESS, EFI_SUCCESS; ours 1, several True, end EFI_NOT_FOUND",
            "library: variable EFI_SUCCESS: 'some more', BootServiceAccess",
            "library: room EFI_SUCCESS: some of it left True",
            "library: deleted EFI_SUCCESS",
            "launcher: child returned EFI_SUCCESS",
        ];
        string[] clock = ["WakeupClock: installed", "launcher: child returned EFI_SUCCESS"];
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder([
                .. hello,
                .. hello,
                .. pci,
                .. pci,
                .. net,
                .. net,
                .. disks,
                .. disks,
                .. library,
                .. library,
                .. clock,
                .. clock,
                "SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
                "GetWakeupTime returns a status that is defined for it # EFI_SUCCESS",
                "keelson: report passed",
            ]);
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
    [Fact]
    public async Task Disks_are_listed_read_and_written()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "disks",
                Machine = "virt-aavmf-disk",
                EfiApplication = Built.Disks,
                MeetingLine = "Press w within",
                OnMeeting = guest => guest.TypeAsync("w"),
                StopWhen = line => line.Contains("disks: EFI_", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "first block",
                " disk ",
                "GUID partition table",
                " partition ",
                "Written: EFI_SUCCESS, flushed: EFI_SUCCESS",
                "disks: EFI_SUCCESS"
            );
    }
}
