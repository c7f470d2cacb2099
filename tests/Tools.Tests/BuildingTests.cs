using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Keelson.Tools.Building;
using Keelson.Tools.Commands;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>When there is something to build, what, and when a build has ended.</summary>
public sealed class BuildingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-test-");
    private readonly Repository _tree;

    public BuildingTests()
    {
        _tree = new Repository(_folder.FullName);
        Put("stub/A.cs");
        Put("stub/Keelson.Stub.csproj", "<Project><NativeName>stub</NativeName></Project>");
        Put("samples/hello/Hello.csproj", "<Project><NativeName>hello</NativeName></Project>");
        Put("docs/page.md");
        Put("artifacts/native/stub/stub.efi");
        Put("artifacts/native/hello/hello.efi");
        BuildRecord.Write(BuildGoal.Stub, Sources.Fingerprint(_tree), _tree);
    }

    [Fact]
    public void A_product_is_current_while_sources_and_products_are_as_they_were()
    {
        Assert.True(BuildRecord.IsCurrent(BuildGoal.Stub, _tree));
        Assert.False(BuildRecord.IsCurrent(BuildGoal.BootApplication, _tree));
        BuildRecord.Write(BuildGoal.Everything, Sources.Fingerprint(_tree), _tree);
        Assert.True(BuildRecord.IsCurrent(BuildGoal.BootApplication, _tree));
        Put("docs/other.md");
        Assert.True(BuildRecord.IsCurrent(BuildGoal.Stub, _tree));
    }

    [Fact]
    public void Everything_is_the_programs_of_the_host_as_well()
    {
        Put("artifacts/bin/Boot.Tests/debug/Boot.Tests.dll");
        BuildRecord.Write(BuildGoal.Everything, Sources.Fingerprint(_tree), _tree);
        Assert.True(BuildRecord.IsCurrent(BuildGoal.Everything, _tree));
        Put("artifacts/bin/Boot.Tests/debug/Boot.Tests.dll", "half");
        Assert.False(BuildRecord.IsCurrent(BuildGoal.Everything, _tree));
        Assert.True(BuildRecord.IsCurrent(BuildGoal.Stub, _tree));
    }

    [Fact]
    public void A_build_of_nothing_changed_is_none()
    {
        string record = "<Touch Files=\"artifacts/build.end\" AlwaysCreate=\"true\" />";
        Put("goal.proj", $"<Project><Target Name=\"Build\" /><Target Name=\"RecordEnd\">{record}</Target></Project>");
        BuildGoal goal = new("goal", "goal.proj");
        Assert.True(BuildRun.RunIfNeeded(goal, BuildEcho.FailuresOnly, _tree, _ => { }));
        Assert.False(BuildRun.RunIfNeeded(goal, BuildEcho.FailuresOnly, _tree, _ => { }));
        Put("goal.proj", "<Project>");
        Assert.Throws<FailureException>(() => BuildRun.RunIfNeeded(goal, BuildEcho.FailuresOnly, _tree, _ => { }));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("put back")]
    [InlineData("added")]
    [InlineData("deleted")]
    [InlineData("root")]
    [InlineData("product changed")]
    [InlineData("product deleted")]
    public void A_change_of_either_is_seen(string change)
    {
        string source = Path.Combine(_tree.Root, "stub", "A.cs");
        string product = Path.Combine(_tree.NativeImages, "stub", "stub.efi");
        switch (change)
        {
            case "changed":
                Put("stub/A.cs", "changed");
                break;
            case "put back":
                File.SetLastWriteTimeUtc(source, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                break;
            case "added":
                Put("portable/B.cs");
                break;
            case "deleted":
                File.Delete(source);
                break;
            case "root":
                Put("Directory.Build.props");
                break;
            case "product changed":
                Put("artifacts/native/stub/stub.efi", "half");
                break;
            default:
                File.Delete(product);
                break;
        }

        Assert.False(BuildRecord.IsCurrent(BuildGoal.Stub, _tree));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("stub/A.cs", true)]
    [InlineData("stub/Keelson.Stub.csproj", false)]
    [InlineData("tools/packages.lock.json", false)]
    [InlineData("nuget.config", false)]
    [InlineData("Directory.Packages.props", false)]
    [InlineData("artifacts/obj/stub/project.nuget.cache", false)]
    [InlineData("-artifacts/obj/stub/project.assets.json", false)]
    [InlineData("-artifacts/obj/stub/project.nuget.cache", false)]
    [InlineData("-artifacts/obj/stub", false)]
    [InlineData("-artifacts/obj", false)]
    [InlineData("-packages/one.nupkg.sha512", false)]
    public void Packages_are_restored_when_what_asks_for_them_changed_or_they_are_gone(string path, bool isCurrent)
    {
        Put("packages/one.nupkg.sha512");
        Put("artifacts/obj/stub/project.assets.json");
        string package = Path.Combine(_tree.Root, "packages", "one.nupkg.sha512").Replace('\\', '/');
        Put(
            "artifacts/obj/stub/project.nuget.cache",
            $$"""{ "success": true, "expectedPackageFiles": ["{{package}}"] }"""
        );
        Assert.DoesNotContain("--no-restore", BuildRun.Arguments(BuildGoal.Stub, "quiet", _tree));
        RestoreRecord.Write(BuildGoal.Stub, RestoreRecord.Inputs(_tree), _tree);
        if (path.StartsWith('-'))
        {
            string gone = Path.Combine(_tree.Root, path[1..]);
            if (Directory.Exists(gone))
            {
                Directory.Delete(gone, recursive: true);
            }

            File.Delete(gone);
        }
        else if (path.Length > 0)
        {
            Put(path, "changed");
        }

        Assert.Equal(isCurrent, BuildRun.Arguments(BuildGoal.Stub, "quiet", _tree).Contains("--no-restore"));
        Assert.DoesNotContain("--no-restore", BuildRun.Arguments(BuildGoal.Everything, "quiet", _tree));
    }

    [Fact]
    public void The_goal_of_an_application_is_the_project_that_makes_it()
    {
        Assert.Equal(BuildGoal.BootApplication, BuildGoal.Of(null, _tree));
        Assert.Equal(
            Path.Combine("samples", "hello", "Hello.csproj"),
            BuildGoal.Of(Path.Combine(_tree.NativeImages, "hello", "hello.efi"), _tree)!.Project
        );
        Assert.Null(BuildGoal.Of(Path.Combine(_tree.NativeImages, "other", "other.efi"), _tree));
        Assert.Null(BuildGoal.Of(Path.Combine(_tree.Root, "hello.efi"), _tree));
    }

    [Fact]
    public void Boot_builds_what_it_boots_and_nothing_when_told_so()
    {
        string hello = Path.Combine(Repository.Current.NativeImages, "hello", "hello.efi");
        Assert.Equal(BuildGoal.BootApplication, GoalOfBoot());
        Assert.Equal("hello", GoalOfBoot("--efi", hello)!.Name);
        Assert.Null(GoalOfBoot("--no-build"));
        Assert.Null(GoalOfBoot("--no-build", "--efi", hello));
    }

    private static BuildGoal? GoalOfBoot(params string[] options) =>
        BootCommand.GoalOf(CommandTree.Parse(["boot", .. options]));

    [Theory]
    [InlineData("<Touch Files=\"artifacts/build.end\" AlwaysCreate=\"true\" />", null)]
    // What a build that was stopped by a signal looks like: status 0, and not all was done.
    [InlineData("", "was stopped before its end")]
    [InlineData("<Error Text=\"broken\" />", "failed: dotnet build ended with status 1")]
    public void A_build_that_did_not_end_is_a_failure(string end, string? fault)
    {
        Put("goal.proj", $"<Project><Target Name=\"Build\" /><Target Name=\"RecordEnd\">{end}</Target></Project>");
        BuildGoal goal = new("goal", "goal.proj");
        Assert.Equal(
            fault,
            Record.Exception(() => BuildRun.RunIfNeeded(goal, BuildEcho.FailuresOnly, _tree, _ => { })) is { } failure
                ? Assert.IsType<FailureException>(failure).What.Replace("the build of goal.proj ", "")
                : null
        );
        Assert.Equal(fault is null, BuildRecord.IsCurrent(goal, _tree));
    }

    /// <summary>The clock was ahead when it was built, and a source has been changed since.</summary>
    [Fact]
    public void What_was_built_in_the_future_is_built_again()
    {
        string output = Path.Combine(_tree.Artifacts, "obj", "stub", "a.out");
        Put(
            "goal.proj",
            """
            <Project>
              <Target Name="Build" Inputs="stub/A.cs" Outputs="artifacts/obj/stub/a.out">
                <Copy SourceFiles="stub/A.cs" DestinationFiles="artifacts/obj/stub/a.out" />
              </Target>
              <Target Name="RecordEnd"><Touch Files="artifacts/build.end" AlwaysCreate="true" /></Target>
            </Project>
            """
        );
        Put("artifacts/obj/stub/a.out", "of before");
        File.SetLastWriteTimeUtc(output, DateTime.UtcNow.AddDays(30));
        Put("stub/A.cs", "changed");
        BuildRun.RunIfNeeded(new("goal", "goal.proj"), BuildEcho.FailuresOnly, _tree, _ => { });
        Assert.Equal("changed", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("build.sh", -1, false)]
    [InlineData("build.sh", 30, true)]
    [InlineData("build.ps1", -1, false)]
    [InlineData("build.ps1", 30, true)]
    public void The_scripts_build_tools_again_when_the_stamp_is_of_the_future(string script, int days, bool builds)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && script == "build.sh", "build.sh is for Linux and macOS");
        PutScript("{}");
        File.Copy(Path.Combine(Repository.Current.Root, "build.ps1"), Path.Combine(_tree.Root, "build.ps1"));
        Put("Directory.Packages.props");
        Put("artifacts/bin/Keelson.Tools/debug/keelson.dll");
        string old = Path.Combine(_tree.Artifacts, "obj", "old.dll");
        Put("artifacts/obj/old.dll");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(days));
        foreach (string path in Directory.EnumerateFileSystemEntries(_tree.Root, "*", SearchOption.AllDirectories))
        {
            if (!path.StartsWith(_tree.Artifacts, StringComparison.Ordinal))
            {
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));
            }
        }

        Put("artifacts/tools.stamp");
        File.SetLastWriteTimeUtc(Path.Combine(_tree.Artifacts, "tools.stamp"), DateTime.UtcNow.AddDays(days));
        if (script == "build.sh")
        {
            RunScript();
        }
        else
        {
            using PowerShell engine = PowerShell.Create(InitialSessionState.CreateDefault2());
            engine.AddCommand(Path.Combine(_tree.Root, script));
            engine.Invoke();
        }

        Assert.Equal(builds ? 2000 : DateTime.UtcNow.AddDays(days).Year, File.GetLastWriteTimeUtc(old).Year);
    }

    [Fact]
    public void A_wrong_SDK_is_named_with_those_that_are_there()
    {
        Put("global.json", """{ "sdk": { "version": "99.0.100" } }""");
        string? advice = SdkProbe.Fault(_tree);
        Assert.StartsWith("global.json asks for the .NET SDK 99.0.100 and dotnet has ", advice);
        Assert.Contains($"{Environment.Version.Major}.", advice);
        Assert.Null(SdkProbe.Fault(Repository.Current));
    }

    [Fact]
    public void The_shell_script_names_the_SDK_that_is_missing_and_nothing_else()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        PutScript("""{ "sdk": { "version": "99.0.100" } }""");
        (int? status, string said) = RunScript();
        Assert.Equal(1, status);
        Assert.Contains("keelson: global.json asks for the .NET SDK 99.0.100, and dotnet has 1", said);
        Assert.DoesNotContain("does not build", said);
    }

    [Theory]
    // It succeeds, and does nothing.
    [InlineData("")]
    // Where it has no home folder, all of it fails.
    [InlineData("echo no home; exit 1\n")]
    public void The_shell_script_believes_no_build_that_did_not_end(string commands)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        PutScript("{}");
        Put("bin/dotnet", "#!/bin/sh\n" + commands);
        string dotnet = Path.Combine(_tree.Root, "bin", "dotnet");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        (int? status, string said) = RunScript(
            ("PATH", Path.GetDirectoryName(dotnet) + ":" + Environment.GetEnvironmentVariable("PATH"))
        );
        Assert.Equal(1, status);
        Assert.Contains("keelson: tools/ does not build", said);
        Assert.Contains(commands.Length == 0 ? "keelson: tools/" : "no home", said);
    }

    [Fact]
    public void Concurrent_build_waits_for_the_lock_and_prints_its_holder()
    {
        Assert.SkipWhen(ExecutableSearch.Find("flock") is null, "there is no flock");
        PutScript("{}");
        ProcessLock held = ProcessLock.Take(_tree.BuildLock, "building", TimeSpan.FromDays(1));
        List<string> lines = [];
        ChildProcess.RunCollected(
            Path.Combine(_tree.Root, "build.sh"),
            ["help"],
            TimeLimit.OfTool,
            line =>
            {
                lines.Add(line);
                if (line.Contains("waiting for another build", StringComparison.Ordinal))
                {
                    held.Dispose();
                }
            }
        );
        held.Dispose();
        int waiting = lines.FindIndex(line => line.Contains("waiting for another build", StringComparison.Ordinal));
        int building = lines.FindIndex(line => line.Contains("building tools/", StringComparison.Ordinal));
        Assert.True(0 <= waiting && waiting < building, string.Join('\n', lines));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Put(string path, string text = "")
    {
        string file = Path.Combine(_tree.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void PutScript(string globalJson)
    {
        File.Copy(Path.Combine(Repository.Current.Root, "build.sh"), Path.Combine(_tree.Root, "build.sh"));
        Put("tools/Keelson.Tools.csproj");
        Put("portable/A.cs");
        Put("Directory.Build.props");
        Put("global.json", globalJson);
    }

    private (int? Status, string Said) RunScript(params (string Name, string Value)[] environment)
    {
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(
            Path.Combine(_tree.Root, "build.sh"),
            ["help"],
            TimeLimit.OfTool,
            lines.Add,
            environment: environment
        );
        return (status, string.Join('\n', lines));
    }
}
