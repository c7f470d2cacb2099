using System.CommandLine;
using Keelson.Tools.Commands;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// A wrong word is answered by the parser, which builds nothing, or before the build. Where it can, a test goes through
/// all options there are, so that one to come is held to the same.
/// </summary>
public class WrongWordTests
{
    public static TheoryData<string, string> MachineOptions => Options(option => option.Name == "--machine");

    public static TheoryData<string, string> NumberOptions =>
        Options(option => option.ValueType == typeof(int) || option.ValueType == typeof(int?));

    [Theory]
    [MemberData(nameof(MachineOptions))]
    public void A_machine_that_does_not_exist_is_answered_with_those_that_do(string verb, string option)
    {
        string said = FaultOf(verb, option, "virt-aavmfx");
        Assert.Contains("there is no machine 'virt-aavmfx'", said);
        Assert.Contains("virt-uboot-disk", said);
    }

    [Theory]
    [MemberData(nameof(NumberOptions))]
    public void A_number_out_of_range_is_no_number(string verb, string option)
    {
        foreach (string wrong in new[] { "0", "-1", "x", "1.5", "99999999999" })
        {
            Assert.Contains($"not '{wrong}'", FaultOf(verb, option, wrong));
        }
    }

    [Theory]
    [InlineData("4k,8k")]
    [InlineData("4K")]
    [InlineData("4k,")]
    [InlineData(",4k")]
    [InlineData("")]
    [InlineData("4k 64k")]
    public void A_page_size_that_does_not_exist_is_answered_with_those_that_do(string chain) =>
        Assert.Contains("of 4k, 16k and 64k", FaultOf("kexec", "--chain", chain));

    [Theory]
    [InlineData("cortex-a57", "boot", "--cpu", "cortex-a99")]
    [InlineData("cortex-a57", "kexec", "--cpu", "cortex,pauth=on")]
    [InlineData("cortex-a57", "linux", "--cpu", "")]
    [InlineData("give at least 128", "boot", "--memory", "5")]
    [InlineData("does not start in 127 MB", "kexec", "--memory", "127", "--machine", "virt-aavmf-256m")]
    [InlineData("give at least 64", "coherence", "--memory", "63", "--machine", "virt-uboot")]
    [InlineData("give at least 128", "linux", "--memory", "100")]
    [InlineData("virt-aavmf", "matrix", "--filter", "no-such-machine")]
    [InlineData("--list", "bench", "--filter", "no-such-scenario")]
    [InlineData("kernel-6.12-cloud", "linux", "--kernel", "kernel-7")]
    [InlineData("busybox", "fetch", "busybox", "busybix")]
    [InlineData("--board", "image", "--firmware", ".")]
    public void A_word_that_the_parser_can_not_know_is_found_before_the_build(string named, params string[] arguments)
    {
        (int? status, string said) = ToolProcess.Run(arguments);
        Assert.Equal(ExitCodes.Usage, status);
        Assert.Contains(named, said);
        Assert.DoesNotContain("build:", said);
    }

    [Theory]
    [InlineData("has not ended after 1024 MB", "report", "/dev/zero")]
    [InlineData("bytes, not 67,108,864", "boot", "--no-build", "--vars", "/etc/passwd")]
    [InlineData("there is no commit '/no/such.file'", "bench", "--sizes", "--since", "/no/such.file")]
    [InlineData("holds no sizes", "bench", "--sizes", "--since", "/etc/passwd")]
    public void A_file_of_another_kind_is_found_before_the_build(string named, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the files are of Linux");
        (int? status, string said) = ToolProcess.Run(arguments);
        Assert.Equal(ExitCodes.Failure, status);
        Assert.Contains(named, said);
        Assert.DoesNotContain("build:", said);
    }

    [Theory]
    [InlineData("boot", "--efi")]
    [InlineData("boot", "--disk")]
    [InlineData("boot", "--initrd")]
    [InlineData("linux", "--initrd")]
    [InlineData("matrix", "--efi")]
    [InlineData("image", "--efi")]
    [InlineData("lava", "--efi")]
    public void A_file_that_does_not_exist_is_found_before_the_build(string verb, string option)
    {
        (int? status, string said) = ToolProcess.Run(verb, option, "/no/such.file");
        Assert.Equal(ExitCodes.Failure, status);
        Assert.Contains($"{option}: there is no file /no/such.file", said);
        Assert.DoesNotContain("build:", said);
    }

    private static string FaultOf(string verb, string option, string value)
    {
        StringWriter output = new();
        Assert.Equal(ExitCodes.Usage, UsageMessage.Print(CommandTree.Parse([verb, option, value]), output));
        return output.ToString();
    }

    private static TheoryData<string, string> Options(Func<Option, bool> are) =>
        [
            .. CommandTree
                .UserVerbs()
                .SelectMany(verb => verb.Options.Where(are).Select(option => (verb.Name, option.Name))),
        ];
}
