using System.Text;
using Keelson.Tools.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Unified images of other tools, whose kernel is EFI zboot in a method that the stub does not unpack: its own stub is
/// started, as by systemd-stub.
/// </summary>
public sealed class CarriedProgramTests : IDisposable
{
    private static readonly byte[] s_kernel = ParkedKernel.Make("own-stub");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-carried-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("stub", "gzip", "own", "")]
    [InlineData("stub", "", "", "offered")]
    [InlineData("stub-full", "xz", "own", "")]
    public async Task It_gets_what_the_image_has(string stub, string method, string own, string offered)
    {
        byte[] image = Carry(
            stub == "stub" ? Built.StubAlone : Built.FullStub,
            Program(method),
            (".cmdline", Encoding.ASCII.GetBytes("root=/dev/vda1")),
            (".dtb", ChangedTree.MakeMarked(_folder, "keelson,marked")),
            (".initrd", Encoding.ASCII.GetBytes(own))
        );
        string name = $"carried-{stub}-{method}-{own}";
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = name,
                EfiApplication = Save(name + ".efi", image),
                Initrd = offered.Length == 0 ? null : Save("offered.cpio", Encoding.ASCII.GetBytes(offered)),
                ExtraArguments = ["-smbios", "type=11,value=io.systemd.stub.kernel-cmdline-extra=of-machine"],
            }
        );
        string packed = method == "xz" ? ", packed: xz" : "";
        handed.Run.RequireInOrder(
            $"warning: kernel in .linux: EFI program{packed}: starting its own EFI stub",
            $": {own.Length} bytes from .initrd, 0 from files, {offered.Length} from LoadFile2",
            "started at EL1"
        );
        Assert.Equal(s_kernel, handed.Kernel);
        // The program is the same stub, and adds what SMBIOS says again. Who offers an initrd here gives options too.
        string options = offered.Length == 0 ? "root=/dev/vda1 " : "";
        Assert.Equal(options + "of-machine of-machine", handed.CommandLine);
        Assert.Equal(Encoding.ASCII.GetBytes(own + offered), handed.Initrd);
        Assert.NotNull(handed.Property("/", "keelson,marked"));
    }

    /// <summary>The launcher counts pages.</summary>
    [Fact]
    public async Task If_it_comes_back_or_does_not_start_all_is_given_back()
    {
        using FatDisk disk = new(Built.Launcher);
        byte[] initrd = "initrd"u8.ToArray();
        byte[] back = Carry(Built.StubAlone, File.ReadAllBytes(Built.Hello), (".initrd", initrd));
        disk.Write("back.efi", back);
        // Two that offer an initrd: the first would be found in place of the second.
        disk.Write("twice.efi", Carry(Built.StubAlone, back, (".initrd", initrd)));
        disk.Write("cut.efi", Carry(Built.StubAlone, Program("xz").AsSpan(0, 1024).ToArray()));
        // And one that boots, and finds nothing of what the others offered.
        disk.Write("none.efi", Carry(Built.StubAlone, Program("xz")));
        disk.Write("launcher.txt", "/back.efi\n/twice.efi\n/cut.efi\n/none.efi\n");
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "carried-back",
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
                MeetingLine = "keelson-stub: SetVirtualAddressMap from ",
                OnMeeting = guest => guest.StopAsync(),
            }
        );
        run.RequireInOrder(
            "launcher: starting /back.efi",
            "Hello from C#",
            "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_SUCCESS",
            "launcher: leaked 0 pages",
            "launcher: starting /twice.efi",
            "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_ALREADY_STARTED",
            "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_ALREADY_STARTED",
            "launcher: leaked 0 pages",
            "launcher: starting /cut.efi",
            "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_",
            "launcher: leaked 0 pages",
            "launcher: starting /none.efi",
            "keelson-stub: SetVirtualAddressMap from "
        );
        Assert.DoesNotContain(
            run.Lines.SkipWhile(line => !line.Text.Contains("/none.efi", StringComparison.Ordinal)),
            line => line.Text.Contains("initrd at", StringComparison.Ordinal)
        );
    }

    /// <summary>Signed with its image it needs no signature of its own; who comes after it does.</summary>
    [Fact]
    public async Task Under_Secure_Boot_it_was_verified_with_its_image()
    {
        using SignedFiles signer = new();
        byte[] program = File.ReadAllBytes(Built.Hello);
        using FatDisk disk = new(signer.Sign(Built.Launcher));
        disk.Write("cut.efi", signer.Sign(Carry(Built.StubAlone, program.AsSpan(0, 1024).ToArray())));
        disk.Write("signed.efi", signer.Sign(Carry(Built.StubAlone, program)));
        disk.Write("unsigned.efi", program);
        disk.Write("launcher.txt", "/cut.efi\n/signed.efi\n/unsigned.efi\n");
        QemuResult run = await Machine.RunAsync(signer.Machine("carried-secure", disk));
        run.RequireInOrder(
            "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_UNSUPPORTED",
            "launcher: leaked ",
            "Hello from C#",
            "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_SUCCESS",
            "launcher: leaked ",
            "launcher: LoadImage of ",
            " returned EFI_ACCESS_DENIED"
        );
    }

    /// <summary>A program that does with options and initrd what Linux's stub does.</summary>
    /// <param name="method">With the mark of EFI zboot where DOS has nothing; or empty.</param>
    private static byte[] Program(string method)
    {
        UnifiedImage parts = new() { Kernel = s_kernel, Layout = UnifiedImageLayout.Plain };
        byte[] program = parts.Build(File.ReadAllBytes(Built.StubAlone));
        if (method.Length != 0)
        {
            "zimg"u8.CopyTo(program.AsSpan(4));
            Encoding.ASCII.GetBytes(method + "\0").CopyTo(program, 24);
        }

        return program;
    }

    /// <summary>As ukify does it, which takes any kernel.</summary>
    private static byte[] Carry(string stub, byte[] kernel, params (string Name, byte[] Contents)[] sections)
    {
        SectionAppender image = new(File.ReadAllBytes(stub));
        foreach ((string name, byte[] contents) in sections)
        {
            image.Append(name, contents);
        }

        image.Append(".linux", kernel);
        return image.Finish();
    }

    private string Save(string name, byte[] contents)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(file, contents);
        return file;
    }
}
