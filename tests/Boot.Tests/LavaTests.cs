using System.Text.RegularExpressions;
using Keelson.Tools.Farm;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>A job of ours, run by LAVA itself.</summary>
public sealed partial class LavaTests
{
    [Fact]
    public async Task A_worker_runs_the_job_and_finds_every_result()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "lava-run refuses to run without being root");
        string lava = Stock.Package("lava-2023.01").Program;
        string folder = Path.Combine(Repository.Current.Artifacts, "test-lava");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        LavaFolder.Write(folder, "virt-aavmf", Built.Product, null, url: null);
        List<string> said = [];
        using IDisposable place = await Machine.TakePlaceAsync();
        int? status = ChildProcess.RunCollected(
            lava,
            [
                "--job-id",
                $"{Environment.ProcessId}",
                "--output-dir",
                Path.Combine(folder, "out"),
                "--device",
                Path.Combine(folder, "device.yaml"),
                Path.Combine(folder, "job.yaml"),
            ],
            TimeLimit.OfWork(30),
            said.Add
        );

        Assert.True(status == 0, string.Join('\n', said.TakeLast(20)));
        Match[] results = [.. said.Select(line => Result().Match(line)).Where(match => match.Success)];
        // As many as the report and its groups have, whatever that is: LAVA must have missed none.
        int planned = said.Select(line => Plan().Match(line))
            .Where(match => match.Success)
            .Sum(match => int.Parse(match.Groups[1].Value));
        Assert.Equal(planned, results.Length);
        Assert.DoesNotContain(results, match => match.Groups[2].Value == "fail");
        Assert.Contains(results, match => match.Groups[2].Value == "skip");
        Assert.Contains(results, match => match.Groups[1].Value == "gettime_gives_a_time");
    }

    [GeneratedRegex("\"case\": \"([^\"]+)\", \"definition\": \"keelson\".*\"result\": \"([a-z]+)\"")]
    private static partial Regex Result();

    [GeneratedRegex("\"msg\": \"\\s*1\\.\\.([0-9]+)")]
    private static partial Regex Plan();
}
