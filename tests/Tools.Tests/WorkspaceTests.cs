using Keelson.Tools.Commands;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class WorkspaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-test-");

    [Fact]
    public void A_file_is_written_only_when_it_changes()
    {
        string path = Path.Combine(_folder.FullName, "new", "file");
        Assert.True(AtomicFile.WriteIfChanged(path, [1, 2]));
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.False(AtomicFile.WriteIfChanged(path, [1, 2]));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
        Assert.True(AtomicFile.WriteIfChanged(path, [1, 3]));
        Assert.Equal([1, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Clean_deletes_all_of_a_folder()
    {
        string artifacts = Path.Combine(_folder.FullName, "artifacts");
        Directory.CreateDirectory(Path.Combine(artifacts, "a", "b"));
        File.WriteAllText(Path.Combine(artifacts, "a", "b", "c"), "");
        File.WriteAllText(Path.Combine(artifacts, "d"), "");
        Assert.Empty(CleanCommand.Delete(artifacts));
        Assert.False(Directory.Exists(artifacts));
        Assert.Empty(CleanCommand.Delete(artifacts));
    }

    [Fact]
    public void The_boot_application_is_the_only_one_of_its_name()
    {
        Repository repository = new(_folder.FullName);
        Assert.Contains(
            "run the build verb",
            Assert.Throws<FailureException>(() => Products.RequireBootApplication(repository)).Advice
        );
        string first = Path.Combine(repository.NativeImages, "stub", Products.DefaultBootFileName);
        Directory.CreateDirectory(Path.GetDirectoryName(first)!);
        File.WriteAllText(first, "");
        Assert.Equal(first, Products.RequireBootApplication(repository));
        File.WriteAllText(Path.Combine(repository.NativeImages, Products.DefaultBootFileName), "");
        Assert.Contains(
            "several",
            Assert.Throws<FailureException>(() => Products.RequireBootApplication(repository)).What
        );
    }

    [Fact]
    public void Missing_packages_are_installed_by_one_command()
    {
        Prerequisite[] all =
        [
            new(Stage.Build, "here", () => "/bin/here", _ => "1", "pkg-here", "brew-here", "win-here"),
            new(Stage.Build, "a", () => null, _ => "1", "pkg", "brew", "win one"),
            new(Stage.Test, "b", () => null, _ => "1", "pkg", "brew", "win one"),
            new(Stage.Test, "c", () => null, _ => "1", "other", "brew2", "win two"),
        ];
        Assert.Equal(
            ["sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends pkg other'"],
            InstallPlan.Make(all, PackageManager.Apt).Commands
        );
        Assert.Equal(["brew install brew brew2"], InstallPlan.Make(all, PackageManager.Homebrew).Commands);
        Assert.Equal(["win one", "win two"], InstallPlan.Make(all, PackageManager.Winget).Commands);
        Assert.Empty(InstallPlan.Make(all[..1], PackageManager.Apt).Missing);
    }

    [Fact]
    public void A_stage_needs_what_the_stages_before_it_need()
    {
        Assert.DoesNotContain(PrerequisiteList.For(Stage.Build), one => one.Name == "qemu-system-aarch64");
        Assert.Contains(PrerequisiteList.For(Stage.Boot), one => one.Name == "lld-link");
        Assert.Equal(PrerequisiteList.All, PrerequisiteList.For(Stage.Test));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
