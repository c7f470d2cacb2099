using Keelson.Tools.Commands;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Results that have nowhere to go: found before the work, told as what, where and what to do.</summary>
public sealed class OutputTests : IDisposable
{
    private static readonly string[] s_outputs = ["--output", "--json", "--junit", "--kcidb", "--table", "--vars"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-test-");

    public static TheoryData<string, string> Outputs =>
        [
            .. CommandTree
                .UserVerbs()
                .SelectMany(verb => verb.Options.Select(option => (verb.Name, option.Name)))
                .Where(one => s_outputs.Contains(one.Item2)),
        ];

    [Theory]
    [MemberData(nameof(Outputs))]
    public void A_folder_that_does_not_exist_is_refused_and_not_made(string verb, string option)
    {
        string missing = Path.Combine(_folder.FullName, "missing");
        Fails("there is no such folder", [verb, option, Path.Combine(missing, "x"), .. NeededBy(verb)]);
        Assert.False(Directory.Exists(missing));
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public void A_file_in_place_of_a_folder_is_refused(string verb, string option)
    {
        string file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "kept");
        Fails($"cannot write to {file}", [verb, option, Path.Combine(file, "x"), .. NeededBy(verb)]);
        Assert.Equal("kept", File.ReadAllText(file));
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public void The_files_of_the_kernel_are_no_place_for_results(string verb, string option)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /proc");
        Fails("/proc", [verb, option, "/proc/x", .. NeededBy(verb)]);
    }

    [Theory]
    [InlineData("uki", "--output")]
    [InlineData("image", "--output")]
    [InlineData("bench", "--json")]
    public void A_folder_in_place_of_a_file_is_refused(string verb, string option) =>
        Fails("it names a folder", [verb, option, _folder.FullName, .. NeededBy(verb)]);

    [Fact]
    public void A_full_device_is_named_and_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /dev/full");
        string input = Path.Combine(_folder.FullName, "input");
        File.WriteAllText(input, "x");
        Fails("/dev/full", ["kernel-image", "bundle", "--out", "/dev/full", $"a={input}"]);
        Assert.Equal(0, ToolProcess.Run("kernel-image", "bundle", "--out", "/dev/null", $"a={input}").Status);
        // A device that was replaced by a file would keep what is written to it.
        File.WriteAllText("/dev/null", "x");
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Theory]
    [InlineData("help")]
    [InlineData("help boot")]
    [InlineData("matrix --list")]
    [InlineData("bench --list")]
    [InlineData("fetch --list")]
    [InlineData("doctor")]
    public void A_full_standard_output_is_a_failure_without_a_stack_trace(string words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /dev/full");
        (int? status, string said) = ToolProcess.Shell($"$tool {words} >/dev/full");
        Assert.Equal(ExitCodes.Failure, status);
        Assert.Contains("cannot write to standard output: No space left on device", said);
        Assert.DoesNotContain("   at ", said);
    }

    [Fact]
    public void A_closed_standard_output_is_a_failure_that_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "it is closed as POSIX shells do");
        (int? status, string said) = ToolProcess.Shell("$tool help >&-");
        Assert.Equal(ExitCodes.Failure, status);
        Assert.Contains("keelson: cannot write to standard output: ", said);
    }

    [Fact]
    public void Full_stderr_still_exits_with_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /dev/full");
        Assert.Equal(ExitCodes.Failure, ToolProcess.Shell("$tool help >/dev/full 2>/dev/full").Status);
    }

    [Fact]
    public void A_link_is_written_through()
    {
        string target = Path.Combine(_folder.FullName, "target");
        string link = Path.Combine(_folder.FullName, "link");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        AtomicFile.WriteIfChanged(link, "new"u8);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Temporary_files_of_killed_processes_are_deleted()
    {
        string file = Path.Combine(_folder.FullName, "file");
        // No process has this number: the kernel's largest is 4194304 (Linux, PID_MAX_LIMIT).
        File.WriteAllText($"{file}.1999999999-1.tmp", "half");
        File.WriteAllText($"{file}.{Environment.ProcessId}-99.tmp", "of a process that runs");
        AtomicFile.WriteIfChanged(file, "whole"u8);
        Assert.Equal(
            ["file", $"file.{Environment.ProcessId}-99.tmp"],
            _folder.GetFiles().Select(one => one.Name).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(DirectoryNotFoundException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(NullReferenceException))]
    public void No_exception_shows_a_stack_trace(Type type)
    {
        StringWriter output = new();
        try
        {
            throw (Exception)Activator.CreateInstance(type, "the message")!;
        }
        catch (Exception error)
        {
            Assert.Equal(ExitCodes.Failure, FailureMessage.Print(new AggregateException(error), output));
        }

        Assert.StartsWith("keelson: ", output.ToString());
        Assert.Contains("the message", output.ToString());
        Assert.Contains("\n  -> ", output.ToString().ReplaceLineEndings("\n"));
        Assert.DoesNotContain("   at ", output.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Fails(string said, string[] arguments)
    {
        (int? status, string all) = ToolProcess.Run(arguments);
        Assert.Equal(ExitCodes.Failure, status);
        Assert.Contains(said, all);
        Assert.Contains("  -> ", all);
        Assert.DoesNotContain("   at ", all);
        Assert.DoesNotContain("build:", all);
    }

    private static string[] NeededBy(string verb) =>
        verb switch
        {
            "uki" => ["--kernel", ToolProcess.Program],
            "report" => [ToolProcess.Program],
            _ => [],
        };
}
