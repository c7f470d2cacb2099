using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>The two doors, run for real: build.sh by its shell, build.ps1 by the PowerShell engine.</summary>
public class BuildScriptTests
{
    [Theory]
    [InlineData(0, "usage:", "help")]
    [InlineData(0, "--memory", "help", "boot")]
    [InlineData(2, "", "biuld")]
    public void The_PowerShell_script_forwards_arguments_output_and_status(
        int status,
        string said,
        params string[] arguments
    )
    {
        // The full default state wants the console host, which is no part of the package.
        using PowerShell engine = PowerShell.Create(InitialSessionState.CreateDefault2());
        engine.AddCommand(Path.Combine(Repository.Current.Root, "build.ps1"));
        foreach (string argument in arguments)
        {
            engine.AddArgument(argument);
        }

        string output = string.Join('\n', engine.Invoke().Select(line => line.ToString()));
        Assert.Contains(said, output);
        Assert.Equal(status, engine.Runspace.SessionStateProxy.GetVariable("LASTEXITCODE"));
        Assert.DoesNotContain(
            engine.Streams.Error,
            error =>
                error.FullyQualifiedErrorId != "NativeCommandError"
                && error.FullyQualifiedErrorId != "NativeCommandErrorMessage"
        );
    }

    [Fact]
    public void The_shell_script_speaks_at_once_and_forwards_the_status()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        string script = Path.Combine(Repository.Current.Root, "build.sh");
        List<string> lines = [];
        Assert.Equal(
            2,
            ChildProcess.RunCollected(
                script,
                ["biuld"],
                // It may have to build the tools first.
                TimeLimit.OfWork(60),
                lines.Add
            )
        );
        // Before whatever takes time.
        Assert.Equal("keelson biuld", lines[0]);
        Assert.Contains("keelson: there is no verb 'biuld'", lines);
    }

    [Fact]
    public void Without_dotnet_the_shell_script_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        string script = Path.Combine(Repository.Current.Root, "build.sh");
        string empty = Directory.CreateTempSubdirectory("keelson-path-").FullName;
        // Everything the script needs before it asks for dotnet, and nothing else.
        File.CreateSymbolicLink(Path.Combine(empty, "dirname"), "/usr/bin/dirname");
        List<string> lines = [];
        Assert.Equal(
            1,
            ChildProcess.RunCollected(
                "/usr/bin/env",
                [$"PATH={empty}", "/bin/bash", script, "help"],
                TimeLimit.OfTool,
                lines.Add
            )
        );
        Assert.Contains(
            lines,
            line =>
                line.Contains("dotnet is not on PATH", StringComparison.Ordinal)
                && line.Contains("install", StringComparison.Ordinal)
        );
        Directory.Delete(empty, recursive: true);
    }
}
