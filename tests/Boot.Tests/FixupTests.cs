using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>A device tree of ours under U-Boot, which has things to add to any (EFI_DT_FIXUP_PROTOCOL).</summary>
public sealed class FixupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-fixup-");

    [Fact]
    public async Task The_firmware_adds_to_a_tree_that_the_image_carries()
    {
        byte[] tree = ChangedTree.MakeMarked(_folder, "keelson,marked");
        string image = Path.Combine(_folder.FullName, "fixup.efi");
        File.WriteAllBytes(
            image,
            new UnifiedImage
            {
                Kernel = ParkedKernel.Make("fixed up"),
                DeviceTree = tree,
                Layout = UnifiedImageLayout.Plain,
            }.Build(File.ReadAllBytes(Built.StubAlone))
        );
        RequireFixedUp(
            await HandedOver.BootAsync(
                new QemuRunOptions
                {
                    Name = "fixup-carried",
                    Machine = "virt-uboot",
                    EfiApplication = image,
                }
            )
        );
    }

    [Fact]
    public async Task The_firmware_adds_to_a_tree_from_the_volume()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/entries/one.conf", "linux /kernel\ndevicetree /marked.dtb\ndevicetree-overlay /own.dtbo\n");
        disk.Write("kernel", ParkedKernel.Make("fixed up"));
        disk.Write("marked.dtb", ChangedTree.MakeMarked(_folder, "keelson,before"));
        disk.Write(
            "own.dtbo",
            ChangedTree.MakeOverlay(
                _folder,
                "/ { fragment@0 { target-path = \"/\"; __overlay__ { keelson,marked; }; }; };"
            )
        );
        RequireFixedUp(
            await HandedOver.BootAsync(
                new QemuRunOptions
                {
                    Name = "fixup-volume",
                    Machine = "virt-uboot",
                    ExtraArguments = disk.Flags,
                }
            )
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void RequireFixedUp(HandedOver handed)
    {
        Assert.NotNull(handed.Property("/", "keelson,marked"));
        // U-Boot signs what it changes (boot/fdt_support.c, fdt_chosen).
        Assert.NotNull(handed.Property("/chosen", "u-boot,version"));
        Assert.Equal(ParkedKernel.Make("fixed up"), handed.Kernel);
    }
}
