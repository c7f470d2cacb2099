using System.Buffers.Binary;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class InterruptControllerTests
{
    /// <summary>MPIDR_EL1 with its flags.</summary>
    private const ulong Own = 0x8000_0100;

    private static InterruptController OfTree(string properties) => OfNodes(["interrupt-controller; " + properties]);

    /// <param name="nodes">The properties of each.</param>
    private static InterruptController OfNodes(string[] nodes)
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <2>;
                #size-cells = <2>;
                {{string.Concat(nodes.Select((properties, i) => $"node{i} {{ {properties} }};\n"))}}
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        return InterruptController.FromDeviceTree(tree);
    }

    [Theory]
    [InlineData("arm,gic-v3", InterruptControllerKind.V3)]
    [InlineData("arm,gic-400", InterruptControllerKind.V2)]
    [InlineData("arm,cortex-a15-gic", InterruptControllerKind.V2)]
    [InlineData("qcom,msm-qgic2", InterruptControllerKind.V2)]
    [InlineData("arm,cortex-a7-gic", InterruptControllerKind.V2)]
    [InlineData("arm,gic-400\", \"arm,cortex-a15-gic", InterruptControllerKind.V2)]
    [InlineData("qcom,msm8996-gic-v3\", \"arm,gic-v3", InterruptControllerKind.V3)]
    public void The_tree_names_the_registers(string compatible, InterruptControllerKind kind)
    {
        InterruptController found = OfTree(
            $"compatible = \"{compatible}\"; reg = <0 0x8000000 0 0x10000>, <1 0x80a0000 0 0xf60000>;"
        );
        Assert.Equal(
            (kind, 0x800_0000ul, 0x1_080a_0000ul, 0xf6_0000ul),
            (found.Kind, found.Distributor.Value, found.Part(0).Start.Value, found.Part(0).SizeBytes)
        );
    }

    [Theory]
    [InlineData("compatible = \"brcm,bcm2836-l1-intc\"; reg = <0 0x8000000 0 0x10000>, <0 0x8010000 0 0x10000>;")]
    [InlineData("compatible = \"arm,gic-v3\"; reg = <0 0x8000000 0 0x10000>;")]
    [InlineData("compatible = \"arm,gic-400\";")]
    [InlineData("compatible = \"nvidia,tegra210-agic\"; reg = <0 0x8000000 0 0x10000>, <0 0x8010000 0 0x10000>;")]
    [InlineData("compatible = \"arm,gic-v2m-frame\"; reg = <0 0x8000000 0 0x10000>, <0 0x8010000 0 0x10000>;")]
    [InlineData(
        "compatible = \"arm,gic-400\"; status = \"disabled\"; reg = <0 0x8000000 0 0x10000>, <0 0x8010000 0 0x10000>;"
    )]
    public void What_is_unknown_or_incomplete_is_none(string properties) => Assert.False(OfTree(properties).Exists);

    /// <summary>As boards with an audio processor have them, in any order.</summary>
    [Fact]
    public void Of_several_controllers_the_one_of_the_processors_is_found()
    {
        const string Frames = "reg = <0 0x8000000 0 0x1000>, <0 0x8010000 0 0x1000>;";
        string[] nodes =
        [
            $"interrupt-controller; compatible = \"nvidia,tegra210-agic\"; {Frames}",
            $"interrupt-controller; compatible = \"arm,gic-400\"; {Frames}",
            $"compatible = \"arm,gic-v3\"; {Frames}",
            "interrupt-controller; compatible = \"arm,gic-v3\"; "
                + "reg = <0 0x9000000 0 0x10000>, <0 0x9040000 0 0x80000>, <4 0x9040000 0 0x80000>;",
        ];
        for (int first = 0; first < nodes.Length; first++)
        {
            InterruptController found = OfNodes([.. nodes[first..], .. nodes[..first]]);
            Assert.Equal((InterruptControllerKind.V3, 0x904_0000ul), (found.Kind, found.Part(0).Start.Value));
            found = OfNodes([.. nodes[..first].Reverse(), .. nodes[first..].Reverse()]);
            Assert.Equal((InterruptControllerKind.V3, 0x904_0000ul), (found.Kind, found.Part(0).Start.Value));
        }
    }

    /// <summary>A region a socket or a processor, and behind them what guests have.</summary>
    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("#redistributor-regions = <1>;", 1, 0)]
    [InlineData("#redistributor-regions = <3>; redistributor-stride = <0 0x40000>;", 3, 0x4_0000)]
    [InlineData("#redistributor-regions = <0>; redistributor-stride = <0 0>;", 1, 0)]
    // More than there are, and strides that no frame begins at.
    [InlineData("#redistributor-regions = <40>; redistributor-stride = <0 0x20004>;", 4, 0)]
    [InlineData("redistributor-stride = <0x40000>;", 1, 0)]
    public void Redistributors_are_in_as_many_regions_as_the_tree_says(string properties, int count, ulong stride)
    {
        InterruptController found = OfTree(
            "compatible = \"arm,gic-v3\"; reg = <0 0x8000000 0 0x10000>, <0 0x9000000 0 0x80000>, "
                + $"<4 0x9000000 0 0x80000>, <8 0x9000000 0 0x80000>, <0 0xfe000000 0 0x10000>; {properties}"
        );
        Assert.Equal((count, stride), (found.PartCount, found.StrideBytes));
        for (int i = 0; i < Math.Min(count, 3); i++)
        {
            Assert.Equal(((ulong)i << 34) + 0x900_0000, found.Part(i).Start.Value);
            Assert.Equal(0x8_0000ul, found.Part(i).SizeBytes);
        }
    }

    [Fact]
    public void Regions_beyond_the_largest_board_are_left_out()
    {
        string regions = string.Concat(Enumerable.Range(1, 40).Select(i => $", <{i} 0 0 0x20000>"));
        InterruptController found = OfTree(
            $"compatible = \"arm,gic-v3\"; reg = <0 0x8000000 0 0x10000>{regions}; #redistributor-regions = <40>;"
        );
        Assert.Equal((32, 32ul << 32), (found.PartCount, found.Part(31).Start.Value));
    }

    [Fact]
    public void A_controller_of_version_2_has_one_part_for_processors()
    {
        const string Frames = "<0 0x8000000 0 0x1000>, <0 0x8010000 0 0x2000>, <0 0x8020000 0 0x2000>";
        Assert.Equal(
            1,
            OfTree($"compatible = \"arm,gic-400\"; reg = {Frames}; #redistributor-regions = <2>;").PartCount
        );
    }

    [Fact]
    public void Of_two_of_a_kind_the_first_is_found()
    {
        const string Kind = "interrupt-controller; compatible = \"arm,gic-400\"; ";
        InterruptController found = OfNodes([
            Kind + "reg = <0 0x8000000 0 0x1000>, <0 0x8010000 0 0x1000>;",
            Kind + "reg = <0 0x9000000 0 0x1000>, <0 0x9010000 0 0x1000>;",
        ]);
        Assert.Equal(0x801_0000ul, found.Part(0).Start.Value);
    }

    [Fact]
    public void Qemus_own_tree_has_one()
    {
        Assert.True(DeviceTreeBlob.TryCreate(SampleTrees.QemuVirt, out DeviceTreeBlob tree, out _));
        Assert.Equal(InterruptControllerKind.V2, InterruptController.FromDeviceTree(tree).Kind);
    }

    [Fact]
    public void The_MADT_of_version_2_names_distributor_and_processor_interface()
    {
        InterruptController found = OfMadt(Distributor(0x800_0000), Processor(0x801_0000));
        Assert.Equal(
            (InterruptControllerKind.V2, 0x800_0000ul, 0x801_0000ul),
            (found.Kind, found.Distributor.Value, found.Part(0).Start.Value)
        );
    }

    [Fact]
    public void The_MADT_of_version_3_names_redistributors()
    {
        InterruptController found = OfMadt(
            Distributor(0x800_0000),
            Processor(0),
            Redistributors(0x80a_0000, 0xf6_0000),
            Redistributors(0x40_0000_0000, 0x10_0000)
        );
        Assert.Equal(
            (InterruptControllerKind.V3, 0x80a_0000ul, 0xf6_0000ul),
            (found.Kind, found.Part(0).Start.Value, found.Part(0).SizeBytes)
        );
        Assert.Equal((2, 0x40_0000_0000ul), (found.PartCount, found.Part(1).Start.Value));
    }

    /// <summary>ACPI 6.5, 5.2.12.14: where redistributors are not side by side.</summary>
    [Theory]
    [InlineData(3, 0x80c_0000, InterruptControllerKind.V3)]
    [InlineData(4, 0x80c_0000, InterruptControllerKind.V3)]
    [InlineData(0, 0x80c_0000, InterruptControllerKind.V3)]
    [InlineData(0, 0, InterruptControllerKind.V2)]
    [InlineData(1, 0, InterruptControllerKind.V2)]
    // Of version 2, what stands in the field is nothing.
    [InlineData(2, 0x80c_0000, InterruptControllerKind.V2)]
    // An interface in memory for guests or old kernels makes no version 2 of it.
    [InlineData(3, 0, InterruptControllerKind.None)]
    public void The_MADT_may_name_the_redistributor_with_each_processor(
        byte version,
        ulong redistributor,
        InterruptControllerKind kind
    )
    {
        byte[] distributor = Distributor(0x800_0000);
        distributor[20] = version;
        InterruptController found = OfMadt(
            distributor,
            Processor(0x801_0000, affinity: 0, redistributor: 0x80a_0000),
            Processor(0x801_0000, affinity: 0x100, redistributor)
        );
        Assert.Equal(kind, found.Kind);
        if (kind == InterruptControllerKind.V3)
        {
            Assert.Equal((redistributor, 0x2_0000ul), (found.Part(0).Start.Value, found.Part(0).SizeBytes));
        }
    }

    [Fact]
    public void A_MADT_that_names_too_little_or_ends_early_names_none()
    {
        Assert.False(OfMadt(Distributor(0x800_0000)).Exists);
        Assert.False(OfMadt(Processor(0x801_0000)).Exists);
        Assert.False(OfMadt([0xc, 0]).Exists);
        Assert.False(OfMadt([0xc, 24, 0, 0]).Exists);
        Assert.False(OfMadt([0xc]).Exists);
        Assert.False(
            InterruptController.FromAcpi(new SimulatedAcpi().Tables, new SimulatedAcpi().RootPointer, Own).Exists
        );
    }

    private static InterruptController OfMadt(params byte[][] structures)
    {
        // Local interrupt controller address and flags, then the structures.
        byte[] body = [.. new byte[8], .. structures.SelectMany(bytes => bytes)];
        SimulatedAcpi acpi = new();
        acpi.Point(acpi.Add("APIC", body));
        return InterruptController.FromAcpi(acpi.Tables, acpi.RootPointer, Own);
    }

    private static byte[] Distributor(ulong address) => Structure(0xc, 24, 8, address);

    private static byte[] Processor(ulong address, ulong affinity = 0, ulong redistributor = 0)
    {
        byte[] bytes = Structure(0xb, 80, 32, address);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(60), redistributor);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(68), affinity);
        return bytes;
    }

    private static byte[] Redistributors(ulong address, uint sizeBytes)
    {
        byte[] bytes = Structure(0xe, 16, 4, address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), sizeBytes);
        return bytes;
    }

    private static byte[] Structure(byte type, byte length, int offset, ulong address)
    {
        byte[] bytes = new byte[length];
        bytes[0] = type;
        bytes[1] = length;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), address);
        return bytes;
    }
}
