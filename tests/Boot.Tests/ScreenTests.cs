using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The report on a monitor: QEMU's ramfb as the firmware set it up, photographed, and read back by the log's own font.
/// </summary>
public sealed class ScreenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-screen-");

    [Theory]
    [InlineData(FirmwareTables.DeviceTree)]
    [InlineData(FirmwareTables.Acpi)]
    public async Task The_report_is_on_the_screen_and_on_the_serial_port(FirmwareTables tables)
    {
        (QemuResult run, Screenshot screen) = await RunAsync(
            $"screen-{tables}",
            run => run with { FirmwareTables = tables }
        );
        run.RequirePassingReport();
        run.RequireInOrder("screen 800 x 600 at 0x", "screen_info table EFI_SUCCESS", "calling ExitBootServices");

        // What the serial port said last is what the screen shows: below the last line two empty ones, then what is
        // older.
        int last = screen.Lines.ToList().IndexOf("keelson: report passed");
        Assert.True(last >= 0, string.Join('\n', screen.Lines));
        Assert.Equal((0, 255, 0), screen.InkOf(last));
        string[] serial =
        [
            .. run
                .Lines.Select(line => line.Text.TrimEnd())
                .SkipWhile(text => !text.Contains("entered at EL", StringComparison.Ordinal)),
        ];
        // The lines are a ring: the empty ones may be at its end, or on both sides of it.
        string[] shown = [.. screen.Lines.Skip(last + 1), .. screen.Lines.Take(last + 1)];
        Assert.Equal(["", ""], shown[..2]);
        shown = shown[2..];
        string[] wrapped =
        [
            .. serial.SelectMany(text => text.Chunk(screen.Width / 6).Select(piece => new string(piece).TrimEnd())),
        ];
        Assert.Equal(wrapped.TakeLast(shown.Length), shown);
    }

    [Fact]
    public async Task A_chain_of_kernels_draws_on_the_same_screen()
    {
        (QemuResult run, Screenshot screen) = await RunAsync(
            "screen-kexec",
            run => run with { CommandLine = "keelson.chain=4k,64k" }
        );
        Assert.Equal(2, run.RequirePassingReport().Count);
        Assert.Contains("keelson: report passed", screen.Lines);
        Assert.Contains(
            screen.Lines,
            line => line.StartsWith("keelson: generation 2 of 2: slot", StringComparison.Ordinal)
        );
    }

    /// <summary>No serial port that the tables name: the screen is console enough.</summary>
    [Fact]
    public async Task Without_a_serial_port_the_screen_is_the_console()
    {
        (QemuResult run, Screenshot screen) = await RunAsync(
            "screen-alone",
            run => run with { ExtraArguments = [.. run.ExtraArguments, "-dtb", ChangedTree.MakeConsoleless(_folder)] }
        );
        Assert.Empty(run.Reports);
        run.RequireExit(QemuExit.GuestShutdown).RequireInOrder("calling ExitBootServices");
        Assert.Contains("keelson: report passed", screen.Lines);
    }

    [Fact]
    public async Task A_screen_that_is_not_wanted_is_left_alone()
    {
        (QemuResult run, Screenshot screen) = await RunAsync(
            "screen-none",
            run => run with { CommandLine = "keelson.screen=none" }
        );
        run.RequirePassingReport();
        Assert.DoesNotContain("keelson: report passed", screen.Lines);
    }

    /// <summary>
    /// A stock kernel finds the same table (6.12 does; 6.1 for arm64 takes it from its own stub alone) and draws on the
    /// same pixels.
    /// </summary>
    [Fact]
    public async Task Stock_Linux_draws_on_it()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel612);
        string initrd = Stock.Archive("screen.cpio", () => new GuestArchive(kernel));
        QemuResult run = await Machine.RunAsync(
            Stock.Boot("screen-linux", kernel, initrd, "log") with
            {
                ExtraArguments = ["-device", "ramfb"],
            }
        );
        run.RequireInOrder(
            "keelson-stub: screen 800 x 600 at 0x",
            "efifb: framebuffer at 0x",
            "efifb: mode is 800x600x32, linelength=3200, pages=1"
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(QemuResult Run, Screenshot Screen)> RunAsync(
        string name,
        Func<QemuRunOptions, QemuRunOptions> change
    )
    {
        string picture = Path.Combine(_folder.FullName, name + ".ppm");
        QemuResult run = await Machine.RunAsync(
            change(
                new QemuRunOptions
                {
                    Name = name,
                    EfiApplication = Built.Product,
                    MemoryMegabytes = 128,
                    ExtraArguments = ["-device", "ramfb"],
                    Screenshot = picture,
                }
            )
        );
        Assert.True(File.Exists(picture), "no picture of the screen was taken");
        return (run, new Screenshot(picture));
    }
}
