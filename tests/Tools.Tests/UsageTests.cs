using System.CommandLine;
using System.CommandLine.Parsing;
using Keelson.Tools.Commands;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("there is no verb 'biuld'", "did you mean 'build'?", "biuld")]
    [InlineData("there is no verb 'frobnicate'", "help lists the verbs", "frobnicate")]
    [InlineData("boot: there is no option '--memry'", "did you mean '--memory'?", "boot", "--memry", "512")]
    [InlineData("boot: 'extra' is one word too many", "help boot", "boot", "extra")]
    [InlineData("boot: 'memory' is one word too many", "did you mean '--memory'?", "boot", "memory", "512")]
    [InlineData("explain: 'KF-019' is one word too many", "help explain", "explain", "KF-018", "KF-019")]
    [InlineData("boot: --memory takes a number above 0", "help boot", "boot", "--memory", "0")]
    [InlineData("boot: --memory takes a number above 0, not 'much'", "help boot", "boot", "--memory", "much")]
    [InlineData("fuzz: --minutes takes a number above 0, not 'much'", "help fuzz", "fuzz", "--minutes", "much")]
    [InlineData("fuzz: --minutes takes a number above 0", "help fuzz", "fuzz", "--minutes", "0")]
    [InlineData("boot: ", "'dt'", "boot", "--firmware-tables", "smbios")]
    [InlineData("symbolize: ", "help symbolize", "symbolize")]
    [InlineData("symbolize: --module takes NAME=PATH, not 'x'", "help symbolize", "symbolize", "-", "--module", "x")]
    [InlineData("uki: ", "help uki", "uki", "--kernel", "x")]
    [InlineData("linux: --memory takes a number above 0", "help linux", "linux", "--memory", "-1")]
    [InlineData("bench: --since belongs to --sizes", "help bench", "bench", "--since", "main")]
    [InlineData("bench: --rounds belongs to --times", "help bench", "bench", "--rounds", "3")]
    [InlineData("bench: --json does not belong to --times", "help bench", "bench", "--times", "--json", "x")]
    [InlineData("bench: --times and --growth are two runs", "help bench", "bench", "--growth", "--times")]
    [InlineData("lava: --url takes an address", "help lava", "lava", "--url", "no address")]
    [InlineData("gate: there is no verb 'objekt'", "did you mean 'object'?", "gate", "objekt")]
    [InlineData("flatten: ", "'--out'", "kernel-image", "flatten", "--pe", "x", "--granule", "4K")]
    public void A_wrong_command_line_is_answered_with_what_and_what_to_do(
        string what,
        string advice,
        params string[] arguments
    )
    {
        StringWriter output = new();
        ParseResult parsed = CommandTree.Parse(arguments);
        Assert.NotEmpty(parsed.Errors);
        Assert.Equal(ExitCodes.Usage, UsageMessage.Print(parsed, output));
        Assert.Contains(what, output.ToString());
        Assert.Contains(advice, output.ToString());
    }

    /// <summary>A build calls them by the hundred, and pays for what it does not ask for.</summary>
    [Fact]
    public void A_build_step_is_made_without_the_other_verbs() =>
        Assert.All(
            CommandTree.BuildSteps(),
            step =>
            {
                CommandResult made = CommandTree.Parse([step.Name]).RootCommandResult;
                Assert.Equal(step.Name, Assert.Single(made.Command.Subcommands).Name);
            }
        );

    [Fact]
    public void The_overview_names_every_verb()
    {
        StringWriter output = new();
        Assert.Equal(ExitCodes.Success, HelpCommand.PrintOverview(output));
        Assert.All(
            new[]
            {
                "setup",
                "build",
                "boot",
                "test",
                "clean",
                "doctor",
                "symbolize",
                "help",
                "matrix",
                "image",
                "lava",
                "gate",
                "kernel-image",
            },
            verb => Assert.Contains($"  {verb} ", output.ToString())
        );
    }

    [Fact]
    public void The_version_has_the_commit_of_a_checkout()
    {
        Assert.SkipWhen(ExecutableSearch.Find("git") is null, "git is not on PATH");
        string folder = Directory.CreateTempSubdirectory("keelson-test-").FullName;
        Assert.Equal("1.0.0", VersionText.Describe(new Repository(folder)));
        Git("init", "-q");
        // Without a commit, or with something else in its place.
        Assert.Equal("1.0.0", VersionText.Describe(new Repository(folder)));
        File.WriteAllText(Path.Combine(folder, "file"), "");
        Git("add", "file");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a", "--no-gpg-sign");
        Git("tag", "v1");
        Assert.Matches("^1\\.0\\.0, commit [0-9a-f]{12}$", VersionText.Describe(new Repository(folder)));
        File.WriteAllText(Path.Combine(folder, "file"), "changed");
        Assert.Matches("^1\\.0\\.0, commit [0-9a-f]{12}, with changes$", VersionText.Describe(new Repository(folder)));
        Directory.Delete(folder, recursive: true);

        void Git(params string[] arguments) =>
            Assert.Equal(0, ChildProcess.RunCollected("git", arguments, TimeLimit.OfTool, _ => { }, folder));
    }

    [Theory]
    [InlineData(ExitCodes.Success, "usage:", "help")]
    [InlineData(ExitCodes.Success, "1.0.0", "--version")]
    [InlineData(ExitCodes.Success, "--memory", "help", "boot")]
    [InlineData(ExitCodes.Usage, "did you mean 'boot'?", "help", "boto")]
    [InlineData(ExitCodes.Usage, "there is no verb", "nonsense")]
    [InlineData(ExitCodes.Usage, "did you mean 'boot'?", "boto", "--help")]
    [InlineData(ExitCodes.Usage, "there is no verb 'objekt'", "gate", "objekt", "-h")]
    [InlineData(ExitCodes.Usage, "there is no verb 'objekt'", "help", "gate", "objekt")]
    [InlineData(ExitCodes.Success, "--memory", "boot", "--memry", "-h")]
    [InlineData(ExitCodes.Failure, "it names no file", "report", "")]
    [InlineData(
        ExitCodes.Failure,
        "it names no file",
        "uki",
        "--profile",
        "ID=a",
        "--cmdline",
        "@",
        "--output",
        "/dev/null"
    )]
    [InlineData(ExitCodes.Failure, "it names no file", "uki", "--profile", "ID=a", "--output", "")]
    [InlineData(ExitCodes.Failure, "the kernel can't be used", "linux", "--kernel", "/etc/passwd")]
    [InlineData(ExitCodes.Failure, "cannot read /no/such.obj", "gate", "object", "/no/such.obj")]
    [InlineData(
        ExitCodes.Failure,
        "cannot read /no/such",
        "uki",
        "--stub",
        "/dev/null",
        "--kernel",
        "/no/such",
        "--output",
        "/dev/null"
    )]
    [InlineData(ExitCodes.Usage, "there is no 'kernel-5' to fetch", "fetch", "kernel-5")]
    [InlineData(ExitCodes.Usage, "board-trees is neither a file nor", "linux", "--kernel", "board-trees")]
    [InlineData(ExitCodes.Usage, "--smp: can not be chosen", "boot", "--machine", "virt-aavmf-disk", "--smp", "2")]
    [InlineData(ExitCodes.Usage, "has no ${vars}", "linux", "--machine", "virt-uboot", "--vars", "/tmp/v.fd")]
    [InlineData(ExitCodes.Usage, "--el2: can not be chosen", "kexec", "--machine", "raspi3b", "--el2")]
    [InlineData(ExitCodes.Usage, "there is no module 'nope'", "debug", "nope")]
    [InlineData(ExitCodes.Success, "kernel-6.12-16k", "fetch", "--list")]
    [InlineData(ExitCodes.Usage, "there is no 'kernel-5' to fetch", "fetch", "--list", "kernel-5")]
    [InlineData(ExitCodes.Failure, "is no text", "symbolize", "/bin/sh")]
    [InlineData(ExitCodes.Failure, "is empty", "symbolize", "/dev/null")]
    [InlineData(ExitCodes.Failure, "KEEL001", "gate", "object", "/dev/null")]
    [InlineData(ExitCodes.Failure, "KEEL100", "gate", "image", "/dev/null", "--addresses", "near")]
    [InlineData(ExitCodes.Failure, "KEEL005", "outline", "/dev/null", "--out", "/dev/null", "--heap", "None")]
    public void The_program_returns_what_its_help_promises(int status, string said, params string[] arguments)
    {
        string program = Path.Combine(Repository.Current.Artifacts, "bin", "Keelson.Tools", "debug", "keelson.dll");
        List<string> lines = [];
        Assert.Equal(status, ChildProcess.RunCollected("dotnet", [program, .. arguments], TimeLimit.OfTool, lines.Add));
        Assert.Contains(said, string.Join('\n', lines));
    }
}
