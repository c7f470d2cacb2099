using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Keelson.Tools.Findings;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>The two doors, run for real: build.sh by its shell, build.ps1 by the PowerShell engine.</summary>
public class BuildScriptTests
{
    private static readonly string[] s_bundle = ["kernel-image", "bundle", "--out", "out.cpio", "a=input"];

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
    public void What_a_verb_prints_goes_into_a_file_and_nothing_else_does()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        string page = Path.Combine(FolderWithInput(), "page.md");
        int? status = ChildProcess.RunCollected(
            "/bin/bash",
            ["-c", "\"$0\" explain --markdown > \"$1\"", Path.Combine(Repository.Current.Root, "build.sh"), page],
            TimeLimit.OfWork(60),
            _ => { }
        );
        Assert.Equal(0, status);
        Assert.Equal(FindingsPage.Markdown(), File.ReadAllText(page));
        Directory.Delete(Path.GetDirectoryName(page)!, recursive: true);
    }

    [Fact]
    public void Paths_are_those_of_the_folder_that_the_shell_script_is_called_from()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        string folder = FolderWithInput();
        List<string> lines = [];
        ChildProcess.RunCollected(
            Path.Combine(Repository.Current.Root, "build.sh"),
            s_bundle,
            TimeLimit.OfWork(60),
            lines.Add,
            folder
        );
        Assert.True(File.Exists(Path.Combine(folder, "out.cpio")), string.Join('\n', lines));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Paths_are_those_of_the_folder_that_the_PowerShell_script_is_called_from()
    {
        string folder = FolderWithInput();
        using PowerShell engine = PowerShell.Create(InitialSessionState.CreateDefault2());
        engine.Runspace.SessionStateProxy.Path.SetLocation(folder);
        engine.AddCommand(Path.Combine(Repository.Current.Root, "build.ps1"));
        foreach (string argument in s_bundle)
        {
            engine.AddArgument(argument);
        }

        engine.Invoke();
        Assert.True(File.Exists(Path.Combine(folder, "out.cpio")), string.Join('\n', engine.Streams.Error));
        Directory.Delete(folder, recursive: true);
    }

    private static string FolderWithInput()
    {
        string folder = Directory.CreateTempSubdirectory("keelson-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "input"), "x");
        return folder;
    }

    [Fact]
    public void The_shell_script_may_be_called_by_a_link_and_whatever_CDPATH_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        string root = Repository.Current.Root;
        string folder = FolderWithInput();
        File.CreateSymbolicLink(Path.Combine(folder, "keelson"), Path.Combine(root, "build.sh"));
        List<string> lines = [];
        Assert.Equal(2, ChildProcess.RunCollected("./keelson", ["biuld"], TimeLimit.OfWork(60), lines.Add, folder));
        string above = Path.GetDirectoryName(root)!;
        string[] command =
        [
            "-c",
            $"CDPATH={CommandText.Format(above, [])} bash \"$0\"/build.sh biuld",
            Path.GetFileName(root),
        ];
        Assert.Equal(2, ChildProcess.RunCollected("/bin/bash", command, TimeLimit.OfWork(60), lines.Add, above));
        Assert.Equal(2, lines.Count(line => line == "keelson: there is no verb 'biuld'"));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>MSBuild takes them for lists, wildcards and escapes, and the shells that it starts for variables.
    /// </summary>
    [Theory]
    [InlineData("it's")]
    [InlineData("a$b")]
    [InlineData("a`b")]
    [InlineData("a;b")]
    [InlineData("a%20b")]
    public void A_path_that_dotnet_cannot_build_in_is_said(string name)
    {
        string folder = Directory.CreateTempSubdirectory("keelson-test-").FullName;
        string checkout = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        if (!OperatingSystem.IsWindows())
        {
            string script = Path.Combine(checkout, "build.sh");
            File.Copy(Path.Combine(Repository.Current.Root, "build.sh"), script);
            List<string> lines = [];
            Assert.Equal(1, ChildProcess.RunCollected(script, ["help"], TimeLimit.OfTool, lines.Add));
            Assert.Contains(lines, line => line.StartsWith($"keelson: dotnet cannot build in {checkout}: "));
        }

        string other = Path.Combine(checkout, "build.ps1");
        File.Copy(Path.Combine(Repository.Current.Root, "build.ps1"), other);
        using PowerShell engine = PowerShell.Create(InitialSessionState.CreateDefault2());
        engine.AddCommand(other);
        Assert.Empty(engine.Invoke());
        Assert.Equal(1, engine.Runspace.SessionStateProxy.GetVariable("LASTEXITCODE"));
        Directory.Delete(folder, recursive: true);
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
