using System.Diagnostics;
using Keelson.Tools.Fetch;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>A TPM 2.0 beside QEMU (swtpm), for one run: it ends when QEMU lets go of it.</summary>
public sealed class SoftwareTpm : IDisposable
{
    private readonly OwnedFolder _folder = OwnedFolder.Temporary("keelson-tpm-");
    private readonly Process _process;

    /// <exception cref="FailureException">swtpm is not to be had, or does not start.</exception>
    public SoftwareTpm()
    {
        Socket = Path.Combine(_folder.Path, "socket");
        ProcessStartInfo start = new(
            FetchedPackages.Current.Require("swtpm").Program,
            [
                "socket",
                "--tpm2",
                "--tpmstate",
                "dir=" + _folder.Path,
                "--ctrl",
                "type=unixio,path=" + Socket,
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
        while (!File.Exists(Socket))
        {
            if (clock.Elapsed > TimeLimit.OfTool || _process.HasExited)
            {
                Dispose();
                throw new FailureException("swtpm opened no socket", $"run {start.FileName} by hand, to see why");
            }

            Thread.Sleep(50);
        }
    }

    /// <summary>Where QEMU's <c>-tpmdev emulator</c> reaches it.</summary>
    public string Socket { get; }

    /// <summary>For a machine that has none by itself.</summary>
    public string[] Flags =>
        [
            "-chardev",
            "socket,id=tpm,path=" + Socket,
            "-tpmdev",
            "emulator,id=tpm0,chardev=tpm",
            "-device",
            "tpm-tis-device,tpmdev=tpm0",
        ];

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeLimit.OfMoment);
        }

        _process.Dispose();
        _folder.Dispose();
    }
}
