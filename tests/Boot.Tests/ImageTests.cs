using Keelson.Tools.Disks;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Images of the <c>image</c> verb, found and started by each board's own firmware.</summary>
public sealed class ImageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-images-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Edk2_finds_the_application_on_the_system_partition()
    {
        string image = Make(BoardKind.Generic, null);
        QemuResult run = await Machine.RunAsync(new QemuRunOptions
        {
            Name = "image-edk2",
            // edk2 otherwise waits five seconds for a key.
            ExtraArguments = ["-drive", $"if=none,id=disk,format=raw,file={image}", "-device", "virtio-blk-device,drive=disk", "-boot", "menu=on,splash-time=0"],
        });
        run.RequirePassingReport();
    }

    [Theory]
    [InlineData("generic", "virt-uboot-disk")]
    [InlineData("raspi3", "raspi3b")]
    [InlineData("raspi4", "raspi4b")]
    public async Task U_Boot_finds_the_application_and_its_options(string board, string machine)
    {
        string image = Make(BoardFiles.Parse(board), "keelson.poison=0 keelson.maps=yes");
        QemuResult run;
        try
        {
            run = await Machine.RunAsync(new QemuRunOptions { Name = "image-" + machine, Machine = machine, Disk = image });
        }
        catch (MachineUnavailableException missing)
        {
            Assert.Skip(missing.Message);
            return;
        }

        run.RequirePassingReport();
        run.RequireInOrder("Found U-Boot script /boot.scr", "keelson-stub: started at EL", "keelson: command line: keelson.poison=0 keelson.maps=yes", "# map 0x", "# mapping 0x");
    }

    private string Make(BoardKind board, string? options)
    {
        string path = Path.Combine(_folder.FullName, "disk.img");
        new DiskImage(board, Built.Product) { Options = options }.Write(path);
        return path;
    }
}
