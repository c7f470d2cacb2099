using System.Runtime.InteropServices;
using Keelson.Tools.Commands;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Where tools are looked for, on systems that this is not.</summary>
public sealed class ExecutableSearchTests
{
    [Theory]
    [InlineData("WINDOWS", @"C:\Own;D:\Tools\", @"D:\Tools\lld-link.exe", @"C:\Program Files\LLVM\bin\lld-link.exe")]
    [InlineData("WINDOWS", "", @"C:\Program Files\LLVM\bin\lld-link.exe", @"C:\msys64\usr\bin\lld-link.exe")]
    [InlineData("OSX", "/usr/bin:/own", "/own/lld-link", "/opt/homebrew/opt/lld/bin/lld-link")]
    [InlineData("OSX", "/usr/bin", "/opt/homebrew/opt/lld/bin/lld-link", "/usr/local/opt/lld/bin/lld-link")]
    [InlineData("LINUX", "", "/usr/bin/lld-link", "/usr/lib/llvm-19/bin/lld-link")]
    [InlineData("LINUX", "", "/usr/lib/llvm-19/bin/lld-link", "/usr/lib/llvm-9/bin/lld-link")]
    public void Path_comes_first_then_where_packages_put_them(string system, string path, string found, string later)
    {
        Assert.Equal(found, Find([later, found]));
        Assert.Equal(later, Find([later]));
        Assert.Null(Find([]));

        string? Find(string[] files) =>
            ExecutableSearch.Find(
                "lld-link",
                OSPlatform.Create(system),
                path,
                files.Contains,
                _ => ["/usr/lib/llvm-9", "/usr/lib/gcc", "/usr/lib/llvm-19"]
            );
    }

    [Theory]
    [InlineData(PackageManager.Apt, "apt-get install -y --no-install-recommends llvm lld")]
    [InlineData(PackageManager.Homebrew, "run: brew install llvm lld")]
    [InlineData(PackageManager.Winget, "run: winget install --id LLVM.LLVM")]
    public void What_is_missing_is_one_error_with_the_command_that_installs_it(PackageManager manager, string command)
    {
        Prerequisite[] missing = [.. PrerequisiteList.For(Stage.Build).Select(one => one with { Locate = () => null })];
        string error = ToolPathCommand.Missing(InstallPlan.Make(missing, manager), "My.csproj")!.ToString();
        Assert.StartsWith("My.csproj : error KEEL395: llvm-mc, lld-link, llvm-objcopy: not on PATH", error);
        Assert.Contains(command, error, StringComparison.Ordinal);
    }
}
