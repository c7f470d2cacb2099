using System.IO.Compression;
using Keelson.Images;
using Keelson.Portable.Tests;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Kernels as distributions ship them, from wherever a kernel may come.</summary>
public sealed class PackedKernelTests
{
    [Theory]
    [InlineData("gzip", UnifiedImageLayout.Plain)]
    [InlineData("zboot-gzip", UnifiedImageLayout.InPlace)]
    [InlineData("zboot-zstd", UnifiedImageLayout.InPlace)]
    public async Task Packed_kernel_is_unpacked_into_a_unified_image(string format, UnifiedImageLayout layout)
    {
        byte[] kernel = ParkedKernel.Make(format);
        UnifiedImage parts = new()
        {
            Kernel = Pack(format, kernel),
            CommandLine = "packed",
            Layout = layout,
        };
        string name = $"packed-uki-{format}";
        string file = Stock.FileFor(name + ".efi");
        AtomicFile.WriteIfChanged(file, parts.Build(File.ReadAllBytes(layout.StubIn(Repository.Current))));
        HandedOver handed = await HandedOver.BootAsync(new QemuRunOptions { Name = name, EfiApplication = file });
        Assert.Equal(kernel, handed.Kernel);
        Assert.Equal("packed", handed.CommandLine);
    }

    /// <summary>
    /// What the boot loader cannot unpack boots all the same if it is a program that can; and a unified image that an
    /// entry calls a kernel.
    /// </summary>
    [Theory]
    [InlineData("zstd", ", packed: zstd")]
    [InlineData("none", "")]
    public async Task A_program_as_kernel_is_started_by_its_own_stub(string method, string said)
    {
        // A program, with the mark of EFI zboot where DOS has nothing, that does with options what Linux's stub does.
        byte[] kernel = ParkedKernel.Make("own-stub");
        UnifiedImage parts = new() { Kernel = kernel, Layout = UnifiedImageLayout.Plain };
        byte[] program = parts.Build(File.ReadAllBytes(Built.StubAlone));
        if (method == "zstd")
        {
            "zimg"u8.CopyTo(program.AsSpan(4));
            "zstd\0"u8.CopyTo(program.AsSpan(24));
        }

        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "timeout 0\n");
        disk.Write(
            "loader/entries/packed.conf",
            "linux /vmlinuz.efi\ninitrd /a.img\ninitrd /b.img\noptions root=/dev/vda1\noptions quiet\n"
        );
        // That stub would boot without.
        disk.Write("loader/entries/without.conf", "linux /vmlinuz.efi\ninitrd /a.img\ninitrd /missing\n");
        disk.Write("vmlinuz.efi", program);
        disk.Write("a.img", "AAAA");
        disk.Write("b.img", "BBBB");
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions { Name = "packed-own-stub-" + method, ExtraArguments = disk.FlagsOfEdk2 }
        );
        handed.Run.RequireInOrder(
            "error: initrd /missing on the volume of this image: EFI_NOT_FOUND",
            "boot entry without does not boot",
            "boot entry packed",
            $"warning: kernel /vmlinuz.efi: EFI program{said}: starting its own EFI stub",
            "started at EL1"
        );
        Assert.Equal(kernel, handed.Kernel);
        Assert.Equal("root=/dev/vda1 quiet", handed.CommandLine);
        Assert.Equal("AAAABBBB"u8.ToArray(), handed.Initrd);
    }

    [Fact]
    public async Task Zstd_Image_is_refused_by_name_and_the_next_entry_boots()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "timeout 0\ndefault a\n");
        disk.Write("loader/entries/a.conf", "linux /vmlinuz\n");
        disk.Write("loader/entries/b.conf", "linux /next\n");
        disk.Write("vmlinuz", Pack("zstd", ParkedKernel.Make("refused")));
        byte[] kernel = ParkedKernel.Make("next");
        disk.Write("next", kernel);
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions { Name = "packed-refused", ExtraArguments = disk.FlagsOfEdk2 }
        );
        handed.Run.RequireInOrder(
            "error: kernel /vmlinuz: cannot unpack (zstd): ",
            "warning: boot entry a does not boot",
            "boot entry b"
        );
        Assert.Equal(kernel, handed.Kernel);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zboot-gzip")]
    public async Task Gzip_kernel_boots_by_a_boot_entry(string format)
    {
        byte[] kernel = ParkedKernel.Make(format);
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "timeout 0\n");
        disk.Write("loader/entries/packed.conf", "title Packed\nlinux /vmlinuz\noptions by an entry\n");
        disk.Write("vmlinuz", Pack(format, kernel));
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = "packed-entry-" + format,
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        handed.Run.RequireInOrder("keelson-stub: boot entry packed: Packed", " bytes unpacked at ");
        Assert.Equal(kernel, handed.Kernel);
        Assert.Equal("by an entry", handed.CommandLine);
    }

    [Theory]
    [InlineData(Stock.Kernel61, "gzip")]
    [InlineData(Stock.Kernel612, "zboot-gzip")]
    public async Task Linux_by_a_boot_entry(string name, string format)
    {
        StockKernel kernel = Stock.Require(name);
        string initrd = Stock.Archive(name + ".cpio", () => new GuestArchive(kernel));
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "timeout 0\n");
        disk.Write(
            "loader/entries/linux.conf",
            $"linux /vmlinuz\ninitrd /initrd\noptions {LinuxRun.BaseCommandLine} keelson.guest=facts\n"
        );
        disk.Write("vmlinuz", File.ReadAllBytes(PackFile(kernel, format)));
        disk.Write("initrd", File.ReadAllBytes(initrd));
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = $"packed-entry-{name}-{format}",
                ExtraArguments = disk.FlagsOfEdk2,
                MemoryMegabytes = 1024,
                IsPreallocated = false,
                Timeout = TimeLimit.OfWork(15),
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(" bytes unpacked at ", GuestFacts.StartLine, GuestFacts.EndLine);
        Assert.Equal(kernel.Release, Assert.Single(GuestFacts.Of(run)).One("kernel"));
    }

    [Theory]
    [InlineData(Stock.Kernel61, "padded-gzip")]
    [InlineData(Stock.Kernel612, "zboot-zstd")]
    public async Task Linux_by_kexec_from_the_kernel_shim(string name, string format)
    {
        StockKernel kernel = Stock.Require(name);
        string guest = Stock.Archive(name + ".cpio", () => new GuestArchive(kernel));
        string run = $"packed-kexec-{name}-{format}";
        string initrd = Stock.FileFor(run + ".cpio");
        CpioWriter files = new();
        files.Add("linux", File.ReadAllBytes(PackFile(kernel, format)));
        files.Add("guest", File.ReadAllBytes(guest));
        AtomicFile.WriteIfChanged(initrd, files.Finish());
        QemuResult result = await Machine.RunAsync(
            new()
            {
                Name = run,
                EfiApplication = Built.Product,
                Initrd = initrd,
                MemoryMegabytes = 1024,
                Timeout = TimeLimit.OfWork(15),
                CommandLine =
                    "keelson.next=linux keelson.next.initrd=guest -- "
                    + $"{LinuxRun.BaseCommandLine} keelson.guest=facts",
            }
        );
        result
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("KTAP version 1", "keelson: kexec: ", GuestFacts.StartLine, GuestFacts.EndLine);
        Assert.Equal(kernel.Release, Assert.Single(GuestFacts.Of(result)).One("kernel"));
    }

    [Fact]
    public async Task A_damaged_one_is_not_entered_by_kexec()
    {
        byte[] packed = Pack("zboot-zstd", ParkedKernel.Make("damaged"));
        // The checksum stands behind the content, and the content's size behind both.
        packed[0x1000 + PackedSize(packed) - 1] ^= 1;
        string initrd = Stock.FileFor("packed-kexec-damaged.cpio");
        CpioWriter files = new();
        files.Add("damaged", packed);
        AtomicFile.WriteIfChanged(initrd, files.Finish());
        QemuResult result = await Machine.RunAsync(
            new()
            {
                Name = "packed-kexec-damaged",
                EfiApplication = Built.Product,
                Initrd = initrd,
                CommandLine = "keelson.next=damaged",
                MemoryMegabytes = 128,
            }
        );
        result
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("kexec refused: cannot unpack the next Image (zstd): corrupt: checksum mismatch");
    }

    private static int PackedSize(byte[] zboot) => BitConverter.ToInt32(zboot, 12);

    private static string PackFile(StockKernel kernel, string format)
    {
        string file = Stock.FileFor($"{kernel.Name}.{format}");
        AtomicFile.WriteIfChanged(file, Pack(format, File.ReadAllBytes(kernel.Image)));
        return file;
    }

    private static byte[] Content(string format, byte[] image) =>
        format.Split('-')[0] switch
        {
            "zboot" => ZbootImage.Pad(image),
            // Longer than its image_size, which gzip does not say.
            "padded" => [.. image, .. new byte[BitConverter.ToInt32(image, Arm64Image.ImageSizeOffset)]],
            _ => image,
        };

    private static byte[] Pack(string format, byte[] image)
    {
        byte[] content = Content(format, image);
        byte[] packed = format.EndsWith("gzip", StringComparison.Ordinal) ? Gzip(content) : Zstandard(content);
        return format.StartsWith("zboot", StringComparison.Ordinal)
            ? ZbootImage.Make(format["zboot-".Length..], packed, content.Length)
            : packed;
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Zstandard(byte[] content)
    {
        using ZstdSharp.Compressor compressor = new(9);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(content).ToArray();
    }
}
