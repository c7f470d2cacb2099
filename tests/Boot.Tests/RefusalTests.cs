using Keelson.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Every way in which the stub says no: a clear message, nothing kept, a status for the firmware, and a firmware that
/// goes on.
/// </summary>
public sealed class RefusalTests : IDisposable
{
    private const ulong SixteenKilobytePages = 2 << 1;

    /// <summary>A command line takes memory, so that there is something to give back.</summary>
    private const string SomeOptions = "-- root=/dev/vda";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-child-");

    [Fact]
    public async Task A_stub_without_a_kernel_returns_NOT_FOUND() =>
        RequireRefusal(
            await LaunchAsync("no-kernel", Built.StubAlone),
            "this image carries no kernel: it has no .linux section",
            "EFI_NOT_FOUND"
        );

    [Fact]
    public async Task A_corrupt_Image_header_returns_LOAD_ERROR() =>
        RequireRefusal(
            await LaunchAsync(
                "corrupt-header",
                new ChildImage().With32(Arm64Image.MagicOffset, 0x6d6f_6f62).Save(_folder)
            ),
            "kernel in .linux: invalid arm64 Image: no \"ARM\\x64\" at offset 0x38",
            "EFI_LOAD_ERROR"
        );

    [Fact]
    public async Task An_Image_larger_than_memory_returns_OUT_OF_RESOURCES() =>
        RequireRefusal(
            await LaunchAsync(
                "too-large",
                new ChildImage().With64(Arm64Image.ImageSizeOffset, 1ul << 40).Save(_folder)
            ),
            ": no 1 TB of contiguous memory, 2 MB aligned: EFI_OUT_OF_RESOURCES",
            "EFI_OUT_OF_RESOURCES"
        );

    [Fact]
    public async Task A_page_size_that_the_processor_lacks_returns_UNSUPPORTED() =>
        RequireRefusal(
            await LaunchAsync(
                "page-size",
                new ChildImage().With64(Arm64Image.FlagsOffset, SixteenKilobytePages).Save(_folder)
            ),
            ": 16 KB pages not supported by this processor",
            "EFI_UNSUPPORTED"
        );

    [Fact]
    public async Task Load_options_that_are_no_command_line_return_INVALID_PARAMETER() =>
        RequireRefusal(
            await LaunchAsync("long-options", Built.Product, "-- " + new string('x', 4097)),
            "the load options are longer than 4096 bytes: shorten them",
            "EFI_INVALID_PARAMETER"
        );

    [Fact]
    public async Task An_image_of_more_than_2_GB_returns_UNSUPPORTED() =>
        RequireRefusal(
            await LaunchAsync("huge", Built.Product, "huge " + SomeOptions),
            "this image has 2 GB or more: put the initrd beside it, and name it by initrd=",
            "EFI_UNSUPPORTED"
        );

    [Fact]
    public async Task A_profile_that_the_image_does_not_have_returns_NOT_FOUND() =>
        RequireRefusal(
            await LaunchAsync("no-profile", Built.Product, "-- @1 root=/dev/vda"),
            "profile 1, which the load options ask for, is not found in this image",
            "EFI_NOT_FOUND"
        );

    [Fact]
    public async Task A_layout_that_there_is_not_returns_INVALID_PARAMETER() =>
        RequireRefusal(
            await LaunchAsync("layout", Built.Product, "-- keelson.layout=compakt"),
            "keelson.layout=compakt: no such layout; it takes linux, identity, offset, compact, contiguous,",
            "EFI_INVALID_PARAMETER"
        );

    [Fact]
    public async Task The_longest_command_line_boots()
    {
        // The other side of the limit: the refusal above is for the length and nothing else.
        QemuResult run = await LaunchAsync("longest-options", Built.Product, "-- " + new string('x', 4096));
        run.RequirePassingReport();
    }

    [Fact]
    public async Task A_machine_without_a_console_boots_silently()
    {
        QemuResult run = await LaunchAsync(
            "silent",
            Built.Product,
            SomeOptions,
            "-dtb",
            ChangedTree.MakeConsoleless(_folder)
        );
        // The last of the stub's words on the firmware's console, then only the end, which the kernel-shim alone brings
        // about.
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: warning: no console: no screen, and neither stdout-path in the device tree nor an ACPI "
                    + "SPCR names a supported serial port. The report is kept for the next boot",
                "keelson-stub: memory map 1: ",
                "keelson-stub: calling ExitBootServices"
            );
        Assert.Empty(run.Reports);
        Assert.DoesNotContain(
            run.Lines,
            line =>
                line.Text.StartsWith("keelson: ", StringComparison.Ordinal)
                || line.Text.StartsWith("launcher: child", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_tree_that_names_no_console_leaves_the_port_that_the_firmware_writes_to()
    {
        QemuResult run = await LaunchAsync(
            "firmware-port",
            Built.Product,
            SomeOptions,
            "-dtb",
            ChangedTree.MakeNamingNoConsole(_folder)
        );
        run.RequirePassingReport();
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("no console", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_ConOut_a_refusal_is_silent_and_complete()
    {
        QemuResult run = await LaunchAsync("no-conout-refusal", Built.StubAlone, "noconout " + SomeOptions);
        RequireReturn(run, "EFI_NOT_FOUND");
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("keelson-stub", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_ConOut_the_product_boots_and_its_report_passes()
    {
        QemuResult run = await LaunchAsync("no-conout", Built.Product, "noconout");
        run.RequirePassingReport();
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("keelson-stub: started", StringComparison.Ordinal));
        run.RequireInOrder("keelson-stub: memory map 2: key 0x", "KTAP version 1");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<QemuResult> LaunchAsync(
        string name,
        string child,
        string options = SomeOptions,
        params string[] extra
    ) =>
        Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "refuse-" + name,
                EfiApplication = Built.Launcher,
                Initrd = child,
                CommandLine = options,
                MemoryMegabytes = 128,
                ExtraArguments = extra,
            }
        );

    private static void RequireRefusal(QemuResult run, string message, string status)
    {
        run.RequireInOrder(
            "keelson-stub: error: ",
            message,
            "keelson-stub: returning " + status + " to the firmware",
            "launcher: child returned " + status
        );
        RequireReturn(run, status);
    }

    /// <summary>The child came back, kept nothing, and the firmware still does as it is told.</summary>
    private static void RequireReturn(QemuResult run, string status)
    {
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("launcher: child returned " + status, "launcher: leaked 0 pages", "launcher: done");
        Assert.Equal("launcher: done", run.Lines[^1].Text);
    }
}
