using System.Buffers.Binary;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class PowerControlTests
{
    [Theory]
    [InlineData("compatible = \"arm,psci-1.0\", \"arm,psci-0.2\"; method = \"hvc\";", PsciConduit.Hvc)]
    [InlineData("compatible = \"arm,psci-1.0\"; method = \"smc\";", PsciConduit.Smc)]
    [InlineData("compatible = \"arm,psci-0.2\"; method = \"smc\";", PsciConduit.Smc)]
    [InlineData("compatible = \"arm,psci-0.2\", \"arm,psci\"; method = \"hvc\";", PsciConduit.Hvc)]
    // Before 0.2 the numbers of the functions were the platform's own.
    [InlineData("compatible = \"arm,psci\"; method = \"smc\"; cpu_off = <0x84000002>;", PsciConduit.None)]
    [InlineData("compatible = \"arm,psci-1.0\";", PsciConduit.None)]
    [InlineData("compatible = \"arm,psci-1.0\"; method;", PsciConduit.None)]
    [InlineData("compatible = \"arm,psci-1.0\"; method = \"HVC\";", PsciConduit.None)]
    [InlineData("compatible = \"arm,psci-1.0\"; method = \"hvcx\";", PsciConduit.None)]
    [InlineData("compatible = \"arm,psci-1.0\"; method = [68 76 63];", PsciConduit.None)]
    // As for Linux, psci_dt_init.
    [InlineData("compatible = \"arm,psci-1.0\"; method = \"smc\"; status = \"disabled\";", PsciConduit.None)]
    [InlineData("compatible = \"arm,psci-1.0\"; method = \"smc\"; status = \"okay\";", PsciConduit.Smc)]
    [InlineData("method = \"hvc\";", PsciConduit.None)]
    public void The_tree_names_the_method(string properties, PsciConduit expected)
    {
        byte[] blob = Dtc.Compile($$"""/dts-v1/; / { firmware { psci { {{properties}} }; }; };""");
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(expected, PowerControl.FromDeviceTree(tree));
    }

    [Fact]
    public void Qemus_own_tree_has_one()
    {
        Assert.True(DeviceTreeBlob.TryCreate(SampleTrees.QemuVirt, out DeviceTreeBlob tree, out _));
        Assert.Equal(PsciConduit.Hvc, PowerControl.FromDeviceTree(tree));
    }

    [Theory]
    [InlineData(0, PsciConduit.None)]
    [InlineData(1, PsciConduit.Smc)]
    [InlineData(2, PsciConduit.None)]
    [InlineData(3, PsciConduit.Hvc)]
    [InlineData(0xfffd, PsciConduit.Smc)]
    [InlineData(0xffff, PsciConduit.Hvc)]
    [InlineData(0x0300, PsciConduit.None)]
    public void The_FADT_has_two_flags(ushort flags, PsciConduit expected)
    {
        byte[] fadt = new byte[276];
        BinaryPrimitives.WriteUInt16LittleEndian(fadt.AsSpan(129), flags);
        var acpi = new SimulatedAcpi();
        acpi.Point(acpi.Add("FACP", fadt[36..]));
        Assert.Equal(expected, PowerControl.FromAcpi(acpi.Tables, acpi.RootPointer));
    }

    [Theory]
    [InlineData(116, PsciConduit.None)]
    [InlineData(129, PsciConduit.None)]
    [InlineData(130, PsciConduit.None)]
    [InlineData(131, PsciConduit.Smc)]
    public void An_old_FADT_ends_before_them(int size, PsciConduit expected)
    {
        byte[] fadt = new byte[size];
        fadt.AsSpan(Math.Min(129, size)).Fill(1);
        var acpi = new SimulatedAcpi();
        acpi.Point(acpi.Add("FACP", fadt[36..]));
        Assert.Equal(expected, PowerControl.FromAcpi(acpi.Tables, acpi.RootPointer));
        Assert.Equal(PsciConduit.None, PowerControl.FromAcpi(new SimulatedAcpi().Tables, acpi.RootPointer));
    }
}
