using Keelson.Tools.Fetch;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>A cache that can't be used, or is in use, and a machine that names no mirror.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-test-");

    [Fact]
    public void A_file_in_place_of_the_cache_is_told_with_the_variable_that_names_it()
    {
        string file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        (int? status, string said) = ToolProcess.Run([(FetchedPackages.Variable, file)], "fetch", "busybox");
        Assert.Equal(1, status);
        Assert.Contains($"cannot make the cache {file}", said);
        Assert.Contains(FetchedPackages.Variable, said);
    }

    [Fact]
    public void Lock_error_is_not_mistaken_for_a_holder()
    {
        // A folder in the lock's place can't be opened by anybody, whatever their rights.
        string path = Directory.CreateDirectory(Path.Combine(_folder.FullName, ".lock")).FullName;
        Assert.Contains(
            $"cannot lock {path}",
            Assert.Throws<FailureException>(() => ProcessLock.Take(path, "nothing", TimeSpan.FromDays(1))).What
        );
    }

    [Fact]
    public async Task Waiting_for_a_lock_prints_its_holder_and_ends_when_it_is_released()
    {
        string path = Path.Combine(_folder.FullName, ".lock");
        ProcessLock held = ProcessLock.Take(path, "holding still", TimeSpan.FromDays(1));
        Assert.Null(ProcessLock.TryTake(path, "another"));
        TaskCompletionSource<string> said = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ProcessLock> second = Task.Run(() =>
            ProcessLock.Take(path, "second", TimeSpan.FromDays(1), line => said.TrySetResult(line))
        );
        string line = await said.Task;
        Assert.Contains($"waiting for process {Environment.ProcessId}, holding still", line);
        Assert.False(second.IsCompleted);
        held.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public void Deleted_lock_file_does_not_block_others()
    {
        string path = Path.Combine(_folder.FullName, ".lock");
        using ProcessLock first = ProcessLock.Take(path, "first", TimeSpan.FromDays(1));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a file in use can't be deleted");
        File.Delete(path);
        using ProcessLock second = ProcessLock.Take(path, "second", TimeSpan.FromDays(1));
        Assert.Null(ProcessLock.TryTake(path, "third"));
    }

    [Fact]
    public void Without_a_mirror_the_message_says_how_to_name_one()
    {
        string sources = Path.Combine(_folder.FullName, "sources.list");
        File.WriteAllText(sources, "deb http://vendor.example/ubuntu noble main\n");
        Assert.SkipUnless(
            File.Exists("/usr/share/keyrings/debian-archive-keyring.gpg"),
            "the keys of Debian's archive are not on this machine"
        );
        FailureException none = Assert.Throws<FailureException>(() => DebianMirror.Of(null, [sources]));
        Assert.Contains(DebianMirror.Variable + "=http://", none.Advice);
        Assert.Equal("http://a.example/debian", DebianMirror.Of("http://a.example/debian/", [sources]).Uri);
        File.AppendAllText(sources, "deb http://b.example/debian bookworm main\n");
        Assert.Equal("http://b.example/debian", DebianMirror.Of("", [sources]).Uri);
    }

    [Fact]
    public void No_source_names_the_host_of_a_registry()
    {
        // In parts, so that this file is not found.
        string[] hosts =
        [
            "deb." + "debian.org",
            "snapshot." + "debian.org",
            "nuget" + ".org",
            "npmjs" + ".",
            "pypi" + ".",
        ];
        string[] folders = ["docs", "portable", "qemu-scripts", "runtime", "samples", "sdk", "tests", "tools"];
        string root = Repository.Current.Root;
        string[] found =
        [
            .. folders
                .Select(folder => Path.Combine(root, folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                .Concat(Directory.EnumerateFiles(root))
                .Where(file => hosts.Any(File.ReadAllText(file).Contains)),
        ];
        Assert.Empty(found);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
