using System.Buffers.Binary;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class OtherProcessorTests
{
    private const ulong OwnFlags = 0x8000_0000; // MPIDR_EL1's RES1 bit

    [Theory]
    [InlineData(0x0, true, 0x100)]
    [InlineData(0x100, true, 0x0)]
    [InlineData(0x7, true, 0x0)]
    public void The_tree_names_another_one_that_PSCI_starts(ulong own, bool found, ulong affinity)
    {
        byte[] blob = Dtc.Compile(
            """
            /dts-v1/;
            / {
                cpus {
                    #address-cells = <2>;
                    #size-cells = <0>;
                    cpu@200 { device_type = "cpu"; reg = <0 0x200>; enable-method = "spin-table"; };
                    cpu@300 { device_type = "cpu"; reg = <0 0x300>; };
                    cache@400 { device_type = "cache"; reg = <0 0x400>; enable-method = "psci"; };
                    cpu@500 { device_type = "cpu"; reg = <0 0x500>; enable-method = "psci"; status = "fail"; };
                    cpu@0 { device_type = "cpu"; reg = <0 0>; enable-method = "psci"; status = "disabled"; };
                    cpu@100 { device_type = "cpu"; reg = <0 0x100>; enable-method = "psci"; };
                };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(found, OtherProcessor.TryFindInDeviceTree(tree, own | OwnFlags, out ulong other));
        Assert.Equal(affinity, other);
    }

    [Fact]
    public void The_tree_of_one_processor_names_no_other()
    {
        byte[] blob = Dtc.Compile(
            """
            /dts-v1/;
            / {
                cpus {
                    #address-cells = <1>;
                    #size-cells = <0>;
                    cpu@0 { device_type = "cpu"; reg = <0>; enable-method = "psci"; };
                    cpu@81000000 { device_type = "cpu"; reg = <0x81000000>; enable-method = "psci"; };
                };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.False(OtherProcessor.TryFindInDeviceTree(tree, OwnFlags, out _));
        Assert.True(DeviceTreeBlob.TryCreate(Dtc.Compile("/dts-v1/; / { };"), out tree, out _));
        Assert.False(OtherProcessor.TryFindInDeviceTree(tree, OwnFlags, out _));
    }

    [Fact]
    public void The_MADT_names_another_one_that_is_enabled()
    {
        Assert.Equal(0x2_0000_0001ul, OfMadt(0, Interface(1, 0), Interface(0, 1), Interface(1, 0x2_0000_0001)));
        Assert.Equal(0ul, OfMadt(1, Interface(1, 1), Interface(1, 0)));
        Assert.Null(OfMadt(0, Interface(1, 0)));
        Assert.Null(OfMadt(0, Interface(1, 0), Interface(1, 1)[..40]));
        Assert.Null(OfMadt(0, Interface(1, 1, parkingVersion: 1)));
        Assert.Null(OfMadt(0));
        SimulatedAcpi none = new();
        Assert.False(OtherProcessor.TryFindInAcpi(none.Tables, none.RootPointer, 0, out _));
    }

    private static ulong? OfMadt(ulong own, params byte[][] structures)
    {
        // Local interrupt controller address and flags, then the structures.
        byte[] body = [.. new byte[8], .. structures.SelectMany(bytes => bytes)];
        SimulatedAcpi acpi = new();
        acpi.Point(acpi.Add("APIC", body));
        return OtherProcessor.TryFindInAcpi(acpi.Tables, acpi.RootPointer, own | OwnFlags, out ulong affinity)
            ? affinity
            : null;
    }

    /// <summary>A GIC CPU interface (ACPI 6.5, 5.2.12.14) of one processor.</summary>
    private static byte[] Interface(byte flags, ulong affinity, byte parkingVersion = 0)
    {
        byte[] bytes = new byte[80];
        (bytes[0], bytes[1], bytes[12], bytes[16]) = (0xb, 80, flags, parkingVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(68), affinity);
        return bytes;
    }
}
