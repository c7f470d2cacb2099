using System.Text.RegularExpressions;
using Keelson.Tools.Farm;
using Keelson.Tools.Fetch;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>What docs/farm.md hands to people with boards, tried by the engines that it is for.</summary>
public sealed class FarmTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-farm-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void LAVA_takes_the_jobs_and_dictionaries_of_real_boards()
    {
        FetchedPackage lava = Stock.Package("lava-2023.01");
        string templates = Path.Combine(
            Stock.Package("lava-server-2023.01").Root,
            "usr/share/lava-server/device-types"
        );
        foreach (LavaBoard board in LavaBoard.All)
        {
            string folder = Path.Combine(_folder.FullName, board.Name);
            LavaFolder.Write(folder, board, Built.Product, "keelson.maps=yes", "http://files.example");
            const string Check = """
                import sys, jinja2, yaml
                from lava_common import schemas
                from lava_common.schemas import device
                folder, templates = sys.argv[1:]
                job = yaml.safe_load(open(folder + "/job.yaml"))
                schemas.validate(job)
                loader = jinja2.FileSystemLoader([folder, templates])
                text = jinja2.Environment(loader=loader, trim_blocks=True).get_template("device.jinja2").render()
                board = yaml.safe_load(text)
                device.validate(board)
                # LAVA's own way to choose who boots it: the job's method is one of the device's.
                boot = job["actions"][1]["boot"]
                assert boot["method"] in board["actions"]["boot"]["methods"], boot
                assert board["commands"]["connect"] and board["commands"]["hard_reset"], board["commands"]
                print("accepted")
                """;
            List<string> said = RunPython(lava, Check, folder, templates);
            Assert.Equal("accepted", said[^1]);
            Assert.Contains("keelson.maps=yes", File.ReadAllText(Path.Combine(folder, "job.yaml")));
            Assert.True(File.Exists(Path.Combine(folder, Products.DefaultBootFileName)));
        }
    }

    [Fact]
    public async Task Labgrid_runs_the_function_and_binds_the_place_of_the_page()
    {
        FetchedPackage labgrid = Stock.Package("labgrid-0.4");
        string page = File.ReadAllText(Path.Combine(Repository.Current.Root, "docs", "farm.md"));
        string place = Block(page, "yaml", "targets:"),
            function = Block(page, "python", "def ");
        File.WriteAllText(Path.Combine(_folder.FullName, "place.yaml"), place);
        FirmwareFiles firmware = FirmwareFiles.Require();
        foreach (string file in new[] { firmware.Code, firmware.Variables })
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        // labgrid's driver says -serial and no more of the board's devices.
        string emulator =
            ExecutableSearch.Find("qemu-system-aarch64") ?? throw new InvalidOperationException("no emulator");
        File.WriteAllText(
            Path.Combine(_folder.FullName, "emulated.yaml"),
            $$"""
            targets:
              main:
                drivers:
                  QEMUDriver:
                    qemu_bin: qemu
                    machine: virt,acpi=off
                    cpu: cortex-a57
                    memory: 128M
                    flash: code
                    kernel: application
                    extra_args: -nodefaults -drive if=pflash,format=raw,file={{Path.Combine(
                _folder.FullName,
                Path.GetFileName(firmware.Variables)
            )}}
            tools:
              qemu: {{emulator}}
            images:
              code: {{Path.GetFileName(firmware.Code)}}
              application: {{Built.Product}}
            """
        );
        const string Run = """

            import os, sys
            from labgrid import Environment
            place = Environment(sys.argv[1] + "/place.yaml").get_target("main")
            print(" ".join(sorted(type(driver).__name__ for driver in place.drivers)))
            check_report(Environment(sys.argv[1] + "/emulated.yaml").get_target("main"))
            print("checked", flush=True)
            # labgrid's farewell to a QEMU that has switched itself off is an error.
            os._exit(0)
            """;
        using IDisposable free = await Machine.TakePlaceAsync();
        List<string> said = RunPython(labgrid, function + Run, _folder.FullName);
        Assert.Contains("NetworkPowerDriver SerialDriver USBSDMuxDriver USBStorageDriver", said);
        Assert.Contains("checked", said);
    }

    /// <summary>A block of code on a page of the documentation.</summary>
    private static string Block(string page, string language, string start) =>
        Regex
            .Matches(page, $"```{language}\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)
            .Single(text => text.StartsWith(start, StringComparison.Ordinal));

    private static List<string> RunPython(FetchedPackage modules, string program, params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            Stock.Package("python-3.11").Program,
            ["-c", program, .. arguments],
            TimeLimit.OfWork(30),
            said.Add,
            null,
            [
                ("PYTHONPATH", Path.Combine(modules.Root, "usr/lib/python3/dist-packages")),
                ("LD_LIBRARY_PATH", Path.Combine(modules.Root, "usr/lib/x86_64-linux-gnu")),
            ]
        );
        Assert.True(status == 0, string.Join('\n', said.TakeLast(20)));
        return said;
    }
}
