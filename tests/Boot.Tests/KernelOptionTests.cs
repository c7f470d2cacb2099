using System.Buffers.Binary;
using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// A kernel, initial ramdisks and a device tree that load options name on the volume: booted with, or refused with
/// everything given back.
/// </summary>
public sealed class KernelOptionTests : IDisposable
{
    private const string NotFound = "EFI_NOT_FOUND",
        LoadError = "EFI_LOAD_ERROR";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-options-");

    [Theory]
    [InlineData("stub.efi")]
    [InlineData("BOOTAA64.EFI")]
    public async Task Options_name_kernel_initrds_and_tree_and_leave_the_rest_to_the_kernel(string application)
    {
        byte[] first = "070701-one"u8.ToArray();
        byte[] second = "070701-three"u8.ToArray();
        using FatDisk disk = MakeDisk();
        disk.Write("kernel", ParkedKernel.Make("by options"));
        disk.Write("first.cpio", first);
        disk.Write("second.cpio", second);
        disk.Write("marked.dtb", ChangedTree.MakeMarked(_folder, "keelson,marked"));
        disk.Write(
            "launcher.txt",
            $"/{application} \\{application} kernel=/kernel quiet initrd=\\first.cpio  initrd=/second.cpio "
                + $"dtb=/marked.dtb root=/dev/vda -- last"
        );

        HandedOver handed = await HandedOver.BootAsync(
            Options("options-" + Path.GetFileNameWithoutExtension(application), disk)
        );
        // What the image carries for its own kernel is not for this one.
        handed.Run.RequireInOrder(
            "keelson-stub: kernel of ",
            " bytes loaded at 0x",
            $": 0 bytes from .initrd, {first.Length + 2 + second.Length} from files, 0 from LoadFile2"
        );
        Assert.Equal(ParkedKernel.Make("by options"), handed.Kernel);
        Assert.Equal("quiet root=/dev/vda -- last", handed.CommandLine);
        Assert.Equal(InitrdFiles.Concatenate([first, second]), handed.Initrd);
        Assert.NotNull(handed.Property("/", "keelson,marked"));
    }

    /// <summary>Through to the report, which a kernel that was only nearly right does not bring.</summary>
    [Fact]
    public async Task The_kernel_shim_is_booted_by_its_name()
    {
        using FatDisk disk = MakeDisk();
        disk.Write("EFI/Linux/Image", File.ReadAllBytes(Built.KernelShimImage));
        disk.Write("launcher.txt", "/stub.efi kernel=\\EFI\\Linux\\Image keelson.report=none");
        QemuResult run = await Machine.RunAsync(Options("options-shim", disk));
        run.RequirePassingReport();
    }

    /// <summary>One boot for all: the launcher tries each twice and counts pages in between.</summary>
    [Fact]
    public async Task An_unbootable_kernel_is_reported_and_all_memory_is_freed()
    {
        byte[] shim = File.ReadAllBytes(Built.KernelShimImage);
        byte[] tree = ChangedTree.MakeMarked(_folder, "keelson,marked");
        byte[] sizeless = [.. shim];
        BinaryPrimitives.WriteUInt64LittleEndian(sizeless.AsSpan(16), 0);
        (string Options, string Message, string Status)[] cases =
        [
            ("kernel=/missing", "kernel /missing on the volume of this image: EFI_NOT_FOUND", NotFound),
            ("kernel=/missing/Image", "kernel /missing/Image on the volume of this image: EFI_NOT_FOUND", NotFound),
            (
                "kernel=/empty",
                "kernel /empty: invalid arm64 Image: truncated: shorter than the 64-byte header",
                LoadError
            ),
            (
                "kernel=/short",
                "kernel /short: invalid arm64 Image: truncated: shorter than the 64-byte header",
                LoadError
            ),
            ("kernel=/cut", "kernel /cut: invalid arm64 Image: truncated: sections reach past its end", LoadError),
            ("kernel=/sizeless", "kernel /sizeless: invalid arm64 Image: image_size is 0", LoadError),
            ("kernel=/x64.efi", "kernel /x64.efi: invalid arm64 Image: not for arm64", LoadError),
            (
                "kernel=/zboot.efi",
                "kernel /zboot.efi: cannot unpack (unknown method): this method is not supported here",
                LoadError
            ),
            (
                "kernel=/Image.gz",
                "kernel /Image.gz: invalid arm64 Image: compressed kernel: unpack it first",
                LoadError
            ),
            (
                "kernel=/loader.conf",
                "kernel /loader.conf: invalid arm64 Image: no \"ARM\\x64\" at offset 0x38",
                LoadError
            ),
            ("kernel=/EFI", "kernel", ""),
            ("kernel=/Image initrd=/missing", "initrd /missing on the volume of this image: EFI_NOT_FOUND", NotFound),
            (
                "kernel=/Image initrd=/short initrd=/missing",
                "initrd /missing on the volume of this image: EFI_NOT_FOUND",
                NotFound
            ),
            ("kernel=/Image initrd=/EFI", "initrd /EFI on the volume of this image: ", ""),
            ("kernel=/Image dtb=/missing", "device tree /missing on the volume of this image: EFI_NOT_FOUND", NotFound),
            (
                "kernel=/Image dtb=/short",
                "invalid device tree /short: not a device tree: no magic 0xd00dfeed",
                LoadError
            ),
            (
                "kernel=/Image dtb=/cut.dtb",
                "invalid device tree /cut.dtb: truncated: shorter than its totalsize",
                LoadError
            ),
            ("kernel=/Image dtb=/damaged.dtb", "invalid device tree /damaged.dtb: ", LoadError),
            ("kernel=/Image dtb=/EFI", "device tree /EFI ", ""),
            ("root=/dev/vda", "this image carries no kernel: it has no .linux section, ", NotFound),
        ];
        using FatDisk disk = MakeDisk();
        disk.Write("Image", shim);
        disk.Write("empty", []);
        disk.Write("short", shim.AsSpan(0, 63));
        disk.Write("cut", CutKernel());
        disk.Write("sizeless", sizeless);
        disk.Write("x64.efi", OtherProgram(0x8664));
        disk.Write("zboot.efi", [.. "MZ\0\0zimg"u8, .. new byte[504]]);
        disk.Write("Image.gz", [0x1f, 0x8b, 8, .. new byte[509]]);
        disk.Write("loader.conf", new string('#', 600));
        disk.Write("cut.dtb", tree.AsSpan(0, tree.Length / 2));
        disk.Write("damaged.dtb", Damage(tree));
        disk.Write(
            "launcher.txt",
            string.Join(
                    '\n',
                    cases.Select((one, index) => $"/{(index % 4 == 3 ? "BOOTAA64.EFI" : "stub.efi")} {one.Options}")
                )
                .Replace("/BOOTAA64.EFI root=", "/stub.efi root=")
        );

        QemuResult run = await Machine.RunAsync(Options("options-refused", disk));
        run.RequireExit(QemuExit.GuestShutdown);
        run.RequireInOrder([
            .. cases.SelectMany(one =>
                new[]
                {
                    "launcher: starting /",
                    one.Options,
                    "keelson-stub: error: " + one.Message,
                    "keelson-stub: returning " + one.Status,
                    "launcher: child returned " + one.Status,
                    "launcher: leaked 0 pages",
                }
            ),
            "launcher: done",
        ]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>As long as the kernel's first section alone: a download that stopped.</summary>
    private static byte[] CutKernel()
    {
        byte[] kernel = ParkedKernel.Make(new string(' ', 900));
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(60), 0x80);
        OtherProgram(0xaa64).AsSpan(0x80, 0x100).CopyTo(kernel.AsSpan(0x80));
        return kernel;
    }

    /// <summary>The headers of a PE image with one section, of 4 KB at 4 KB.</summary>
    private static byte[] OtherProgram(ushort machine)
    {
        byte[] program = new byte[512];
        "MZ"u8.CopyTo(program);
        Span<byte> header = program.AsSpan(0x80);
        BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(0x3c), 0x80);
        "PE\0\0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], machine);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 0x70);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], 0x20b);
        Span<byte> section = header[(24 + 0x70)..];
        ".text"u8.CopyTo(section);
        foreach (int offset in new[] { 8, 12, 16, 20 })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(section[offset..], 0x1000);
        }

        return program;
    }

    /// <summary>Its structure block begins with something that is no token.</summary>
    private static byte[] Damage(byte[] tree)
    {
        byte[] damaged = [.. tree];
        damaged.AsSpan((int)BinaryPrimitives.ReadUInt32BigEndian(tree.AsSpan(8)), 64).Fill(0xee);
        return damaged;
    }

    private static FatDisk MakeDisk()
    {
        FatDisk disk = new(Built.Launcher);
        disk.Write("stub.efi", File.ReadAllBytes(Built.StubAlone));
        disk.Write("BOOTAA64.EFI", File.ReadAllBytes(Built.Product));
        return disk;
    }

    private static QemuRunOptions Options(string name, FatDisk disk) =>
        new()
        {
            Name = name,
            MemoryMegabytes = 256,
            ExtraArguments = disk.FlagsOfEdk2,
        };
}
