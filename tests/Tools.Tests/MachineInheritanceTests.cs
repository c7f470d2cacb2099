using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>A machine that is another one with a difference.</summary>
public sealed class MachineInheritanceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-machines-");

    private MachineFolder Folder => new(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string text) =>
        File.WriteAllText(Path.Combine(_folder.FullName, name + ".qemu"), text);

    private static QemuRunOptions Options => new() { Name = "none", EfiApplication = "/a.efi" };

    [Fact]
    public void Derived_machine_inherits_flags_and_settings()
    {
        Write(
            "board",
            "# The board.\n# More of it.\n\nmemory = 128 # why\ncpu = one # why\n-m ${memory}M # why\n-cpu ${cpu} # "
                + "why\n"
        );
        Write("larger", "# The larger one.\nbase board # why\nmemory = 512 # why\n");
        Write("largest", "# The largest.\nbase larger # why\ncpu = two,x=on # why\n-device extra # why\n");

        MachineDefinition machine = Folder.Load("largest");

        Assert.Equal("The largest.", machine.Description);
        Assert.Equal("The board.", Folder.Load("board").Description);
        Assert.Equal(
            ["-m", "512M", "-cpu", "two,x=on", "-device", "extra"],
            machine.Expand(MachineValues.Of(Options, machine, "/none", "stdio"))
        );
        Assert.Equal(512, machine.Number("memory"));
    }

    [Fact]
    public void Options_of_a_run_override_the_machine_file()
    {
        Write(
            "board",
            "memory = 128 # why\nel2 = on # why\nappend = keelson.a # why\n-m ${memory} # why\n-machine "
                + "virt,virtualization=${el2} # why\n-kernel ${kernel?} # why\n-append ${append?} # why"
        );
        MachineDefinition machine = Folder.Load("board");

        Assert.Equal(
            ["-m", "256", "-machine", "virt,virtualization=off", "-kernel", "/a.efi", "-append", "keelson.a b"],
            machine.Expand(
                MachineValues.Of(
                    Options with
                    {
                        MemoryMegabytes = 256,
                        EntryLevel = EntryLevel.El1,
                        CommandLine = "b",
                    },
                    machine,
                    "/none",
                    "stdio"
                )
            )
        );
        // Without an application QEMU refuses options for one.
        Assert.Equal(
            ["-m", "128", "-machine", "virt,virtualization=on"],
            machine.Expand(MachineValues.Of(Options with { EfiApplication = null }, machine, "/none", "stdio"))
        );
    }

    [Theory]
    [InlineData("m.qemu:2: 'base other' comes after what it would change", "memory = 1 # why\nbase other # why")]
    [InlineData("m.qemu:1: no reason beside 'memory = 1'", "memory = 1")]
    [InlineData("m.qemu:2: a second value for memory", "memory = 1 # why\nmemory = 2 # why\n-m ${memory} # why")]
    [InlineData("m.qemu:1: 'memory 1' is no flag, no setting and no base", "memory 1 # why")]
    public void Faults_are_named_with_file_and_line(string message, string text) =>
        Assert.StartsWith(
            message,
            Assert.Throws<MachineDefinitionException>(() => MachineDefinition.Parse("m.qemu", text)).What
        );

    [Fact]
    public void Machine_derived_from_itself_is_refused()
    {
        Write("a", "base b # why\n");
        Write("b", "base a # why\n");
        Assert.Contains("builds on itself: a on b on a", Assert.Throws<FailureException>(() => Folder.Load("a")).What);
    }

    [Fact]
    public void A_missing_base_is_answered_with_those_there_are()
    {
        Write("a", "base bord # why\n");
        Write("board", "-nodefaults # why\n");
        FailureException failure = Assert.Throws<FailureException>(() => Folder.Load("a"));
        Assert.Contains("there is no machine 'bord'", failure.What);
        Assert.Contains("a, board", failure.Advice);
    }

    [Theory]
    [InlineData("fetch", "'fetch' does not say what to fetch")]
    [InlineData("fetch a b c", "'fetch a b c' does not say what to fetch")]
    [InlineData("fetch nothing-known usr/x", "the catalogue has no 'nothing-known'")]
    [InlineData("fetch u-boot-rpi", "the catalogue has no program 'u-boot-rpi'")]
    public void Unknown_package_is_an_error_of_the_machine_file(string value, string message) =>
        Assert.StartsWith(
            $"m.qemu:7: {message}",
            Assert
                .Throws<MachineDefinitionException>(() =>
                    MachineFile.Resolve(new MachineSetting("m.qemu", 7, "code", value))
                )
                .What
        );

    [Fact]
    public void A_firmware_file_that_is_missing_is_named_with_its_place() =>
        Assert.StartsWith(
            "m.qemu:7: code is /none/code.fd, which does not exist",
            Assert
                .Throws<MachineDefinitionException>(() =>
                    MachineFile.Resolve(new MachineSetting("m.qemu", 7, "code", "/none/code.fd"))
                )
                .What
        );

    [Fact]
    public void A_number_that_is_none_is_named_with_its_place()
    {
        MachineDefinition machine = MachineDefinition.Parse("m.qemu", "seconds = soon # why\n-nodefaults # why");
        Assert.StartsWith(
            "m.qemu:1: seconds is 'soon'",
            Assert.Throws<MachineDefinitionException>(() => machine.Number("seconds")).What
        );
    }

    [Fact]
    public void Every_machine_of_the_checkout_says_what_it_is_and_names_files_the_catalogue_has() =>
        Assert.All(
            MachineDefinition.Names().Select(MachineDefinition.Load),
            machine =>
            {
                Assert.NotEmpty(machine.Description);
                Assert.All(
                    machine.Settings.Values.Where(one => one.Value.StartsWith("fetch ", StringComparison.Ordinal)),
                    one => Assert.NotNull(Keelson.Tools.Fetch.Catalogue.Find(one.Value.Split(' ')[1]))
                );
            }
        );
}
