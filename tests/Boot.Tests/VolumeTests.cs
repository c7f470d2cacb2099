using System.Text;
using Keelson.Tools.Qemu;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Files on the volume that an application came from, as two firmwares' FAT drivers give them, and as the host finds
/// them afterwards.
/// </summary>
public sealed class VolumeTests
{
    [Theory]
    [InlineData("virt-aavmf")]
    [InlineData("virt-uboot")]
    public async Task Files_are_read_listed_replaced_and_deleted(string machine)
    {
        byte[] large = new byte[3_000_001];
        new Random(1).NextBytes(large);
        byte[] brief = "some longer text\n"u8.ToArray();
        using FatDisk disk = new(Built.Files);
        disk.MakeDirectory("texts");
        disk.MakeDirectory("texts/inner");
        disk.Write("texts/short.txt", brief);
        disk.Write("texts/large file.bin", large);
        disk.Write("texts/empty.txt", []);
        disk.Write("texts/old.txt", brief);

        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "volume-" + machine,
                Machine = machine,
                MemoryMegabytes = 256,
                ExtraArguments = machine == "virt-aavmf" ? disk.FlagsOfEdk2 : disk.Flags,
            }
        );
        // U-Boot's driver says that it did what it did not.
        string[] changes =
            machine == "virt-aavmf"
                ?
                [
                    "files: renamed EFI_SUCCESS",
                    "files: times EFI_SUCCESS",
                    "files: attributes EFI_SUCCESS",
                    "files: /made/changed.txt: EFI_NOT_FOUND",
                    "files: /made/renamed.txt: EFI_SUCCESS, ReadOnly, 2001-02-03, "
                        + "opened to be written EFI_ACCESS_DENIED",
                    "files: changed EFI_SUCCESS; volume EFI_SUCCESS, read-only False, some of it free True",
                ]
                :
                [
                    "files: renamed EFI_ACCESS_DENIED",
                    "files: /made/changed.txt: EFI_SUCCESS",
                    "files: changed EFI_SUCCESS; volume EFI_SUCCESS, read-only False",
                ];
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder([
                "files: volume EFI_SUCCESS",
                $"files: /texts/short.txt: EFI_SUCCESS, {brief.Length} bytes, CRC 0x{Crc32.Of(brief):x}",
                $"files: \\texts\\large file.bin: EFI_SUCCESS, {large.Length} bytes, CRC 0x{Crc32.Of(large):x}",
                "files: /texts/empty.txt: EFI_SUCCESS, 0 bytes",
                "files: /texts/missing.txt: EFI_NOT_FOUND, 0 bytes",
                "files: /missing/short.txt: EFI_NOT_FOUND, 0 bytes",
                "files: list ends with EFI_NOT_FOUND",
                "files: directory EFI_SUCCESS",
                "files: written EFI_SUCCESS",
                "files: replaced EFI_SUCCESS",
                "files: deleted EFI_SUCCESS, then EFI_NOT_FOUND",
                "files: /texts/short.txt: EFI_SUCCESS, 5 bytes",
                .. changes,
                "files: done",
            ]);
        string[] entries =
        [
            .. run
                .Lines.Select(line => line.Text)
                .Where(text =>
                    text.StartsWith("files: entry '", StringComparison.Ordinal)
                    && !text.Contains("'.", StringComparison.Ordinal)
                ),
        ];
        Assert.Equal(
            [
                "files: entry 'empty.txt' file of 0 bytes",
                "files: entry 'inner' directory of ",
                $"files: entry 'large file.bin' file of {large.Length} bytes",
                $"files: entry 'old.txt' file of {brief.Length} bytes",
                $"files: entry 'short.txt' file of {brief.Length} bytes",
            ],
            entries
                .Select(entry =>
                    entry.Contains("directory", StringComparison.Ordinal)
                        ? entry[..(entry.IndexOf(" of ", StringComparison.Ordinal) + 4)]
                        : entry
                )
                .Order(StringComparer.Ordinal)
        );

        Assert.Equal("new\n", Encoding.ASCII.GetString(disk.Read("made/new.txt")!));
        Assert.Equal("less\n", Encoding.ASCII.GetString(disk.Read("texts/short.txt")!));
        Assert.Null(disk.Read("texts/old.txt"));
        Assert.Equal(large, disk.Read("texts/large file.bin")!);
    }

    [Fact]
    public async Task A_volume_that_cannot_be_written_is_read_all_the_same()
    {
        using FatDisk disk = new(Built.Files);
        disk.MakeDirectory("texts");
        disk.Write("texts/short.txt", "text\n"u8);
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "volume-read-only",
                MemoryMegabytes = 256,
                ExtraArguments = disk.ReadOnlyFlagsOfEdk2,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "files: /texts/short.txt: EFI_SUCCESS, 5 bytes",
                "files: written EFI_WRITE_PROTECTED",
                "files: replaced EFI_WRITE_PROTECTED",
                "files: done"
            );
    }

    [Fact]
    public async Task An_application_that_came_from_memory_has_no_volume()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "volume-none",
                EfiApplication = Built.Launcher,
                Initrd = Built.Files,
                MemoryMegabytes = 128,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown).RequireInOrder("files: volume EFI_NOT_FOUND", "files: done");
    }
}
