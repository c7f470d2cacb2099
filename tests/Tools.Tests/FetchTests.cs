using Keelson.Tools.Fetch;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class FetchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-fetch-");

    [Fact]
    public void Entries_have_names_that_are_files_names_and_say_what_they_bring()
    {
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(entry => entry.Name).Distinct().Count());
        Assert.All(
            Catalogue.All,
            entry =>
            {
                Assert.Matches("^[a-z0-9.-]+$", entry.Name);
                Assert.NotEmpty(entry.Packages);
                Assert.NotEmpty(entry.Files);
                Assert.NotEmpty(entry.Purpose);
                if (entry.Program?.Interpreter is { } interpreter)
                {
                    Assert.NotNull(Catalogue.Find(interpreter)?.Program);
                }
            }
        );
        Assert.NotEmpty(Catalogue.ForTests);
    }

    [Fact]
    public void A_name_that_is_not_in_the_catalogue_is_answered_with_those_that_are()
    {
        FailureException failure = Assert.Throws<UsageException>(() =>
            Cache("http://127.0.0.1:9/debian").Require("kernel-5")
        );
        Assert.Contains("'kernel-5'", failure.What);
        Assert.Contains("kernel-6.1-cloud", failure.Advice);
    }

    [Fact]
    public void What_lies_in_the_cache_is_found_without_a_network_and_by_its_whole_name()
    {
        FetchedPackages cache = Cache("http://127.0.0.1:9/debian");
        Assert.Null(cache.Find("kernel-6.1"));
        Put("kernel-6.1-cloud@6.1.9-1", "boot/vmlinuz-6.1.0-9-cloud-arm64");
        Put("kernel-6.1-cloud@6.1.10-1", "boot/vmlinuz-6.1.0-10-cloud-arm64");
        Assert.Null(cache.Find("kernel-6.1"));
        FetchedPackage found = cache.Require("kernel-6.1-cloud");
        Assert.Contains(found.Version, new[] { "6.1.9-1", "6.1.10-1" });
        Assert.EndsWith("-cloud-arm64", found.Require("boot/vmlinuz-*"));
    }

    [Fact]
    public void Patterns_name_one_file_wherever_the_release_keeps_its_programs()
    {
        Put("busybox@1", "usr/bin/busybox", "usr/bin/bb", "sbin/kexec");
        FetchedPackage found = Cache("").Find("busybox")!;
        Assert.Equal(Path.Combine(found.Root, "usr/bin/busybox"), found.Require("*bin/busybox"));
        Assert.Equal(Path.Combine(found.Root, "sbin/kexec"), found.Require("*bin/kexec"));
        Assert.Contains("has no", Assert.Throws<FailureException>(() => found.Require("*bin/ash")).What);
        Assert.Contains("has several", Assert.Throws<FailureException>(() => found.Require("usr/bin/*")).What);
    }

    [Fact]
    public void Without_a_network_the_failure_names_what_is_missing_and_why_and_does_not_wait_again()
    {
        SkipWithoutApt();
        FetchedPackages cache = Cache("http://127.0.0.1:9/debian");
        FailureException failure = Assert.Throws<FailureException>(() => cache.Require("busybox"));
        Assert.StartsWith("busybox is not in the cache and can't be fetched: ", failure.What);
        Assert.Contains("127.0.0.1", failure.What);
        Assert.Contains(DebianMirror.Variable, failure.Advice);

        // A second one is told the same without another try, which would find nothing to run apt with.
        Directory.Delete(Path.Combine(_folder.FullName, ".apt-arm64"), recursive: true);
        FailureException second = Assert.Throws<FailureException>(() => cache.Require("e2fsprogs"));
        Assert.StartsWith("e2fsprogs is not in the cache", second.What);
        Assert.Contains("127.0.0.1", second.What);
        Assert.Null(cache.Find("busybox"));
    }

    [Fact]
    public void A_package_is_fetched_unpacked_and_not_fetched_again()
    {
        SkipWithoutApt();
        List<string> progress = [];
        // With the package lists of the real cache, so that not every run of the tests downloads them.
        string lists = Path.Combine(FetchedPackages.Current.Folder, ".apt-arm64");
        if (Directory.Exists(lists))
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, ".apt-arm64"), lists);
        }

        FetchedPackages cache = new(_folder.FullName, DebianMirror.OfMachine);
        FetchedPackage fetched;
        try
        {
            fetched = cache.Require("busybox", progress.Add);
        }
        catch (FailureException failure)
        {
            Assert.Skip(failure.Message);
            throw;
        }

        // Before it, if the lists are not there yet, that they are read.
        Assert.Single(progress, line => line.Contains("busybox-static", StringComparison.Ordinal));
        // e_machine: EM_AARCH64
        Assert.Equal(183, BitConverter.ToUInt16(File.ReadAllBytes(fetched.Require("*bin/busybox")), 18));
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(_folder.FullName),
            path => Path.GetFileName(path) == ".work"
        );
        Assert.Equal(
            fetched,
            new FetchedPackages(
                _folder.FullName,
                () => throw new InvalidOperationException("asked for a mirror")
            ).Require("busybox")
        );
    }

    [Theory]
    [InlineData("deb http://ftp.example.org/debian bookworm main", "http://ftp.example.org/debian")]
    [InlineData("deb [signed-by=/k.gpg] https://mirror.example/debian/ bookworm main", "https://mirror.example/debian")]
    [InlineData("deb\thttp://ftp.example.org/debian\tbookworm main", "http://ftp.example.org/debian")]
    [InlineData("URIs: http://mirror.example/debian", "http://mirror.example/debian")]
    [InlineData("URIs: http://mirror.example/debian-security", null)]
    [InlineData("deb-src http://ftp.example.org/debian bookworm main", null)]
    [InlineData("# deb http://ftp.example.org/debian bookworm main", null)]
    [InlineData("deb https://packages.example.com/apt stable main", null)]
    [InlineData("", null)]
    public void The_mirror_is_the_one_the_machine_installs_from(string line, string? expected) =>
        Assert.Equal(expected, DebianMirror.UriOf(line));

    /// <summary>apt-transport-mirror(1): a line for each, with more behind it; Debian has it in images for clouds.
    /// </summary>
    [Theory]
    [InlineData("mirror+file://")]
    [InlineData("mirror+file:")]
    public void A_list_of_mirrors_is_looked_into(string method)
    {
        string list = Path.Combine(_folder.FullName, "debian.list");
        Assert.Null(DebianMirror.UriOf($"URIs: {method}{list}"));
        File.WriteAllLines(
            list,
            ["# ours", "", "https://a.example/debian-security", "https://a.example/debian/\tpriority:1"]
        );
        Assert.Equal("https://a.example/debian", DebianMirror.UriOf($"URIs: {method}{list}"));
        Assert.Equal("https://a.example/debian", DebianMirror.UriOf($"deb {method}{list} bookworm main"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private FetchedPackages Cache(string mirror) =>
        new(_folder.FullName, () => DebianMirror.OfMachine() with { Uri = mirror });

    private void Put(string folder, params string[] files)
    {
        foreach (string file in files)
        {
            string path = Path.Combine(_folder.FullName, folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    private static void SkipWithoutApt() =>
        Assert.SkipUnless(
            Keelson.Tools.Processes.ExecutableSearch.Find("apt-get") is not null,
            "this machine has no apt-get"
        );
}
