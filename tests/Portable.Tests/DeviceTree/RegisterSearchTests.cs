using System.Text;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The node that has registers at an address, of all or of those that a kernel drives.</summary>
public class RegisterSearchTests
{
    /// <summary>A bus that shifts addresses by 0x40000000, with a disabled device that has a child; memory.</summary>
    private const string Source = """
        /dts-v1/;
        / {
            #address-cells = <2>;
            #size-cells = <2>;
            memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x10000000>; };
            soc {
                #address-cells = <1>;
                #size-cells = <1>;
                ranges = <0x10000000 0 0x50000000 0x10000000>;
                clock@10001000 { reg = <0x10001000 0x1000 0x10008000 0x100>; };
                off@10002000 {
                    status = "disabled";
                    reg = <0x10002000 0x1000>;
                    #address-cells = <1>;
                    #size-cells = <1>;
                    ranges;
                    child@10003000 { reg = <0x10003000 0x1000>; };
                };
                on@10002000 { status = "okay"; reg = <0x10002800 0x100>; };
            };
            top@ffff { reg = <0xffffffff 0xfffff000 0 0x2000>; };
            none@6000 { reg = <0 0x6000 0 0>; };
        };
        """;

    [Theory]
    [InlineData(0x5000_1000, 1, NodeChoice.Available, "clock@10001000")]
    [InlineData(0x5000_1fff, 1, NodeChoice.Available, "clock@10001000")]
    [InlineData(0x5000_0fff, 1, NodeChoice.Available, null)]
    [InlineData(0x5000_0fff, 2, NodeChoice.Available, "clock@10001000")]
    [InlineData(0x5000_0000, 0x10_0000, NodeChoice.Available, "clock@10001000")]
    [InlineData(0x5000_80ff, 1, NodeChoice.Available, "clock@10001000")]
    [InlineData(0x5000_8100, 1, NodeChoice.Available, null)]
    [InlineData(0x5000_2000, 0x1000, NodeChoice.All, "off@10002000")]
    [InlineData(0x5000_2000, 0x1000, NodeChoice.Available, "on@10002000")]
    [InlineData(0x5000_2000, 0x800, NodeChoice.Available, null)]
    [InlineData(0x5000_3000, 1, NodeChoice.All, "child@10003000")]
    [InlineData(0x5000_3000, 1, NodeChoice.Available, null)]
    [InlineData(0x1000_1000, 0x1000, NodeChoice.All, null)]
    [InlineData(0x4000_0000, 0x1000, NodeChoice.All, null)]
    [InlineData(0x6000, 0x1000, NodeChoice.All, null)]
    [InlineData(-0x1000, 0x800, NodeChoice.All, "top@ffff")]
    [InlineData(-0x800, 0x7ff, NodeChoice.All, "top@ffff")]
    public void The_first_node_with_registers_there_is_found(long start, long size, NodeChoice choice, string? expected)
    {
        Assert.True(DeviceTreeBlob.TryCreate(Dtc.Compile(Source), out DeviceTreeBlob tree, out _));
        PhysicalRange range = PhysicalRange.FromSize(new PhysicalAddress(unchecked((ulong)start)), (ulong)size);
        bool isFound = tree.TryFindRegisters(range, choice, out DeviceTreeNode node);
        Assert.Equal(expected, isFound ? Encoding.ASCII.GetString(node.Name) : null);
    }
}
