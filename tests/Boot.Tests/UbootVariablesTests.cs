using Keelson.Tools.Disks;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// U-Boot keeps its variables in a file on the EFI system partition (ubootefi.var), which it makes for the first one
/// that is to stay: what the system chose is there at the next start, as with a firmware that has a store of its own.
/// </summary>
public sealed class UbootVariablesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-uboot-variables-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_default_entry_is_kept_in_the_file()
    {
        string disk = Path.Combine(_folder.FullName, "disk.img");
        new DiskImage(BoardKind.Generic, Built.Boot)
        {
            Files = new Dictionary<string, string>
            {
                ["variables.efi"] = Built.Variables,
                ["loader/loader.conf"] = Text("loader.conf", "default one.conf\n"),
                ["loader/entries/one.conf"] = Text(
                    "one.conf",
                    "efi /variables.efi\noptions set:LoaderEntryDefault=two.conf reset\n"
                ),
                ["loader/entries/two.conf"] = Text("two.conf", "efi /variables.efi\n"),
            },
        }.Write(disk);
        QemuResult first = await BootAsync(disk);
        first
            .RequireExit(QemuExit.GuestReset)
            .RequireInOrder(
                "Failed to load EFI variables",
                "keelson-stub: boot entry one: one",
                "variables: LoaderEntryDefault EFI_NOT_FOUND",
                "variables: LoaderEntryDefault set to two.conf: EFI_SUCCESS"
            );
        QemuResult second = await BootAsync(disk);
        second
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("keelson-stub: boot entry two: two", "variables: LoaderEntryDefault (7) two.conf");
        Assert.DoesNotContain(
            second.Lines,
            line => line.Text.Contains("Failed to load EFI variables", StringComparison.Ordinal)
        );
    }

    private static Task<QemuResult> BootAsync(string disk) =>
        Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "uboot-variables",
                Machine = "virt-uboot-disk",
                Disk = disk,
            }
        );

    private string Text(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
