using Keelson.Tools.Disks;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Images of the <c>image</c> verb, found and started by each board's own firmware.</summary>
public sealed class ImageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-images-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("generic", "virt-aavmf-disk")]
    [InlineData("generic", "virt-uboot-disk")]
    [InlineData("cd", "virt-aavmf-cd")]
    [InlineData("raspi3", "raspi3b")]
    [InlineData("raspi4", "raspi4b")]
    public async Task The_firmware_finds_the_application_and_its_options(string board, string machine)
    {
        string image = Make(BoardFiles.Parse(board), "keelson.poison=0 keelson.maps=yes");
        QemuResult run;
        try
        {
            run = await Machine.RunAsync(
                new QemuRunOptions
                {
                    Name = "image-" + machine,
                    Machine = machine,
                    Disk = image,
                }
            );
        }
        catch (MachineUnavailableException missing)
        {
            Assert.Skip(missing.Message);
            return;
        }

        run.RequirePassingReport();
        run.RequireInOrder(
            "keelson-stub: started at EL",
            "keelson: command line: keelson.poison=0 keelson.maps=yes",
            "# map 0x",
            "# mapping 0x"
        );
    }

    private string Make(BoardKind board, string? options)
    {
        string path = Path.Combine(_folder.FullName, "disk.img");
        new DiskImage(board, Built.Product) { Options = options }.Write(path);
        return path;
    }
}
