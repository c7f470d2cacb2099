using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Folders of runs: apart while they run, and cleaned up after those that were killed.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-test-");

    [Fact]
    public void Folders_of_killed_runs_are_deleted_and_others_stay()
    {
        using OwnedFolder mine = OwnedFolder.Own(Path.Combine(_folder.FullName, "run-mine"));
        string left = Path.Combine(_folder.FullName, "run-left");
        // As if its process had been killed: the system has let go of the lock, and the folder is there.
        OwnedFolder.Claim(left).Dispose();
        string foreign = Directory.CreateDirectory(Path.Combine(_folder.FullName, "run-foreign")).FullName;
        string newborn = Path.Combine(_folder.FullName, "run-newborn");
        OwnedFolder.Claim(newborn).Dispose();
        foreach (string folder in new[] { mine.Path, left, foreign })
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow - TimeSpan.FromHours(1));
        }

        OwnedFolder.DeleteAbandoned(_folder.FullName, "run-");
        Assert.True(Directory.Exists(mine.Path));
        Assert.False(Directory.Exists(left));
        // Without an owner's mark it may be anybody's.
        Assert.True(Directory.Exists(foreign));
        Assert.True(Directory.Exists(newborn));
    }

    [Fact]
    public void A_folder_goes_with_its_owner()
    {
        string path;
        using (OwnedFolder temporary = OwnedFolder.Temporary("keelson-test-"))
        {
            path = temporary.Path;
            Assert.False(OwnedFolder.IsAbandoned(path));
            Assert.Throws<FailureException>(() => OwnedFolder.Own(path));
        }

        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void Each_run_has_a_folder_of_its_own_with_its_process_in_the_name()
    {
        Assert.EndsWith($"-{Environment.ProcessId}", RunFolder.Path);
        Assert.Equal(Repository.Current.Runs, Path.GetDirectoryName(RunFolder.Path));
        Assert.False(OwnedFolder.IsAbandoned(RunFolder.Path));
        Assert.StartsWith(RunFolder.Path, RunFolder.Files);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
