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
            (found.Kind, found.Distributor.Value, found.ProcessorPart.Value, found.ProcessorPartBytes)
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
            Assert.Equal((InterruptControllerKind.V3, 0x904_0000ul), (found.Kind, found.ProcessorPart.Value));
            found = OfNodes([.. nodes[..first].Reverse(), .. nodes[first..].Reverse()]);
            Assert.Equal((InterruptControllerKind.V3, 0x904_0000ul), (found.Kind, found.ProcessorPart.Value));
        }
    }

    [Fact]
    public void Of_two_of_a_kind_the_first_is_found()
    {
        const string Kind = "interrupt-controller; compatible = \"arm,gic-400\"; ";
        InterruptController found = OfNodes([
            Kind + "reg = <0 0x8000000 0 0x1000>, <0 0x8010000 0 0x1000>;",
            Kind + "reg = <0 0x9000000 0 0x1000>, <0 0x9010000 0 0x1000>;",
        ]);
        Assert.Equal(0x801_0000ul, found.ProcessorPart.Value);
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
            (found.Kind, found.Distributor.Value, found.ProcessorPart.Value)
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
            (found.Kind, found.ProcessorPart.Value, found.ProcessorPartBytes)
        );
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
            Assert.Equal((redistributor, 0x2_0000ul), (found.ProcessorPart.Value, found.ProcessorPartBytes));
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
