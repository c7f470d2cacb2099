using Keelson.Tools.Linux;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Unified images that other people's tools make with our stub.</summary>
public sealed class ForeignToolTests
{
    private const int MoreSections = 40;

    private const string CommandLine = LinuxRun.BaseCommandLine + " keelson.guest=facts keelson.made-by=";

    [Fact]
    public async Task A_unified_image_of_ukify_boots()
    {
        (StockKernel kernel, string initrd) = Parts();
        string ukify = Stock.Package("ukify-257").Program;
        string output = Stock.FileFor("ukify.efi");
        File.Delete(output);
        string[] arguments =
        [
            "build",
            $"--linux={kernel.Image}",
            $"--initrd={initrd}",
            $"--cmdline={CommandLine}ukify",
            "--os-release=ID=test\n",
            $"--uname={kernel.Release}",
            $"--stub={Built.StubAlone}",
            "--efi-arch=aa64",
            $"--output={output}",
            // More than there was room for once (HeaderRoomTests has the number); nothing of ours reads them.
            .. Enumerable.Range(0, MoreSections).Select(number => $"--section=.x{number}:{number}"),
        ];
        Run(ukify, arguments);
        await BootsAsync("ukify", output, kernel);
    }

    [Fact]
    public async Task A_unified_image_of_objcopy_boots()
    {
        (StockKernel kernel, string initrd) = Parts();
        string output = Stock.FileFor("objcopy.efi");
        string commandLine = Stock.FileFor("objcopy.cmdline");
        File.WriteAllText(commandLine, CommandLine + "objcopy\n");
        File.Delete(output);
        List<string> arguments = [];
        foreach (
            (string section, string file) in new[]
            {
                (".cmdline", commandLine),
                (".linux", kernel.Image),
                (".initrd", initrd),
            }
        )
        {
            arguments.AddRange([$"--add-section={section}={file}", $"--set-section-flags={section}=data,readonly"]);
        }

        Run(ExecutableSearch.Find("llvm-objcopy")!, [.. arguments, Built.StubAlone, output]);
        await BootsAsync("objcopy", output, kernel);
    }

    private static async Task BootsAsync(string tool, string image, StockKernel kernel)
    {
        // No options and no offered initrd: all that there is, is in the image.
        QemuResult run = await Machine.RunAsync(
            new()
            {
                Name = "foreign-" + tool,
                EfiApplication = image,
                MemoryMegabytes = 1024,
                IsPreallocated = false,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                $"initrd at ",
                " bytes from .initrd, 0 from files, 0 from LoadFile2",
                "SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
                $"Kernel command line: {CommandLine}{tool}",
                GuestFacts.EndLine
            );
        Assert.Equal(kernel.Release, Assert.Single(GuestFacts.Of(run)).One("kernel"));
    }

    private static (StockKernel Kernel, string Initrd) Parts()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        return (kernel, Stock.Archive("foreign.cpio", () => new GuestArchive(kernel)));
    }

    private static void Run(string program, params string[] arguments)
    {
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, lines.Add);
        Assert.True(status == 0, $"{program} ended with {status}: {string.Join("; ", lines)}");
    }
}
