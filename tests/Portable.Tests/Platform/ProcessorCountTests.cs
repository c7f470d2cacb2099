using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class ProcessorCountTests
{
    [Fact]
    public void The_tree_names_processors_and_their_caches()
    {
        byte[] blob = Dtc.Compile(
            """
            /dts-v1/;
            / {
                cpus {
                    cpu@0 { device_type = "cpu"; };
                    cpu@100 { device_type = "cpu"; status = "disabled"; };
                    cpu@200 { device_type = "cpux"; };
                    cpu@300 { device_type = "cpu"; status = "fail"; };
                    cpu@400 { device_type = "cpu"; status = "fail-fused"; };
                    cpu@500 { device_type = "cpu"; status = "failover"; };
                    l2-cache { compatible = "cache"; };
                    cpu-map { cluster0 { core0 { cpu = <1>; }; }; };
                };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(3, ProcessorCount.FromDeviceTree(tree));
        Assert.True(DeviceTreeBlob.TryCreate(Dtc.Compile("/dts-v1/; / { };"), out tree, out _));
        Assert.Equal(0, ProcessorCount.FromDeviceTree(tree));
    }

    [Fact]
    public void The_MADT_names_those_that_are_enabled()
    {
        Assert.Equal(2, OfMadt(Interface(1), Interface(0), [0xc, 4, 0, 0], Interface(9)));
        Assert.Equal(0, OfMadt());
        Assert.Equal(1, OfMadt(Interface(1), [0xb, 8, 0, 0, 0, 0, 0, 0], [0xb, 80, 0, 0]));
        Assert.Equal(0, ProcessorCount.FromAcpi(new SimulatedAcpi().Tables, new SimulatedAcpi().RootPointer));
    }

    private static int OfMadt(params byte[][] structures)
    {
        // Local interrupt controller address and flags, then the structures.
        byte[] body = [.. new byte[8], .. structures.SelectMany(bytes => bytes)];
        SimulatedAcpi acpi = new();
        acpi.Point(acpi.Add("APIC", body));
        return ProcessorCount.FromAcpi(acpi.Tables, acpi.RootPointer);
    }

    /// <summary>A GIC CPU interface (ACPI 6.5, 5.2.12.14) with these flags.</summary>
    private static byte[] Interface(byte flags)
    {
        byte[] bytes = new byte[80];
        (bytes[0], bytes[1], bytes[12]) = (0xb, 80, flags);
        return bytes;
    }
}
