using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public class MachineDefinitionTests
{
    [Fact]
    public void Values_go_into_their_places_and_an_optional_flag_without_one_is_left_out()
    {
        MachineDefinition machine = MachineDefinition.Parse(
            "m.qemu",
            """
            # about the machine

            -machine virt,acpi=${acpi}   # why
            -nodefaults # why
            # one reason for both
            -drive if=pflash,file=${code}
            -cpu ${cpu}

            -initrd ${initrd?}  # why
            -append ${append?}  # why
            """
        );

        Assert.Equal(
            [
                "-machine",
                "virt,acpi=off",
                "-nodefaults",
                "-drive",
                "if=pflash,file=/a,,b",
                "-cpu",
                "max,pauth-impdef=on",
                "-append",
                "x # y",
            ],
            machine.Expand(
                new Dictionary<string, string>
                {
                    ["acpi"] = "off",
                    ["code"] = "/a,b",
                    ["cpu"] = "max,pauth-impdef=on",
                    ["append"] = "x # y",
                }
            )
        );
    }

    [Theory]
    [InlineData("m.qemu:2: 'machine virt' is no flag, no setting and no base", "# ok\nmachine virt # why")]
    [InlineData("m.qemu:1: no reason beside '-m 1'", "-m 1")]
    [InlineData("m.qemu:4: no reason beside '-m 1'", "# reason\n-nodefaults\n\n-m 1")]
    [InlineData("m.qemu:2: unknown placeholder ${colour}", "\n-m ${colour} # why")]
    [InlineData("m.qemu:2: nothing uses sconds", "-nodefaults # why\nsconds = 9 # why")]
    [InlineData("m.qemu:2: nothing uses memory", "-m 1 # why\nmemory = 9 # why")]
    [InlineData("m.qemu:1: malformed placeholder", "-m ${memory # why")]
    [InlineData("m.qemu:1: malformed placeholder", "-m ${memory??}M # why")]
    [InlineData("m.qemu:1: no flag", "# nothing")]
    public void Faults_are_named_with_file_and_line(string message, string text) =>
        Assert.StartsWith(
            message,
            Assert.Throws<MachineDefinitionException>(() => MachineDefinition.Parse("m.qemu", text)).What
        );

    [Fact]
    public void A_value_the_run_does_not_give_is_named_with_file_and_line()
    {
        MachineDefinition machine = MachineDefinition.Parse("m.qemu", "# why\n-nodefaults\n-kernel ${kernel}");
        Assert.StartsWith(
            "m.qemu:3: this machine needs a value for ${kernel}",
            Assert.Throws<MachineDefinitionException>(() => machine.Expand(new Dictionary<string, string>())).What
        );
    }

    [Fact]
    public void An_unknown_machine_is_answered_with_those_there_are() =>
        Assert.Contains("virt-aavmf", Assert.Throws<FailureException>(() => MachineDefinition.Load("vrit")).Advice);

    [Fact]
    public void Every_machine_of_the_checkout_loads() =>
        Assert.All(MachineDefinition.Names(), name => Assert.NotEmpty(MachineDefinition.Load(name).Flags));
}
