using System.Diagnostics;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Runs dtc, fdtput and QEMU: programs that read and write device trees with code that isn't ours.</summary>
internal static class HostTool
{
    // For what hangs, not for what is slow.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>What the program wrote to standard output; fails the test when it exits with anything but 0.</summary>
    public static byte[] Run(string program, byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        // All three pipes at once: a program that waits for one of them must not wait for us.
        using var output = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> complaints = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        bool ended = Task.WaitAll([reading, complaints], s_limit) && process.WaitForExit(s_limit);
        if (!ended)
        {
            process.Kill();
        }

        Assert.True(ended, $"{program} {string.Join(' ', arguments)} did not end in {s_limit.TotalMinutes} minutes");
        Assert.True(
            process.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}\n{complaints.Result}"
        );
        return output.ToArray();
    }
}
