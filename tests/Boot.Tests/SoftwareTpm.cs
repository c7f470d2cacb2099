using System.Diagnostics;
using Keelson.Tools.Processes;

namespace Keelson.Boot.Tests;

/// <summary>A TPM 2.0 beside QEMU (swtpm), for one run: it ends when QEMU lets go of it.</summary>
internal sealed class SoftwareTpm : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-tpm-");
    private readonly Process _process;

    public SoftwareTpm()
    {
        string socket = Path.Combine(_folder.FullName, "socket");
        ProcessStartInfo start = new(
            Stock.Package("swtpm").Program,
            [
                "socket",
                "--tpm2",
                "--tpmstate",
                "dir=" + _folder.FullName,
                "--ctrl",
                "type=unixio,path=" + socket,
                "--flags",
                "startup-clear",
                "--terminate",
            ]
        )
        {
            UseShellExecute = false,
        };
        _process = ProcessStart.Start(start, ParentDeath.Kills);
        Stopwatch clock = Stopwatch.StartNew();
        while (!File.Exists(socket))
        {
            if (clock.Elapsed > TimeLimit.OfTool || _process.HasExited)
            {
                Dispose();
                throw new InvalidOperationException("swtpm opened no socket");
            }

            Thread.Sleep(50);
        }

        Flags =
        [
            "-chardev",
            "socket,id=tpm,path=" + socket,
            "-tpmdev",
            "emulator,id=tpm0,chardev=tpm",
            "-device",
            "tpm-tis-device,tpmdev=tpm0",
        ];
    }

    public string[] Flags { get; }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeLimit.OfMoment);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
