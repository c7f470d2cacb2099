using System.Buffers.Binary;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class SerialPortTests
{
    private static SerialPort FromTree(string chosen, string compatible = "arm,pl011", string reg = "reg = <0x0 0x9000000 0x0 0x1000>;")
    {
        byte[] blob = Dtc.Compile($$"""
            /dts-v1/;
            / {
                #address-cells = <2>;
                #size-cells = <2>;
                aliases { serial0 = "/pl011@9000000"; serial1 = "/nowhere"; };
                chosen { {{chosen}} };
                other@8000000 { compatible = "ns16550a"; reg = <0x0 0x8000000 0x0 0x1000>; };
                pl011@9000000 { compatible = "{{compatible}}", "arm,primecell"; {{reg}} };
            };
            """);
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        return SerialPort.FromDeviceTree(tree);
    }

    [Theory]
    [InlineData("/pl011@9000000")]
    [InlineData("/pl011@9000000:115200n8")]
    [InlineData("/pl011")]
    [InlineData("serial0")]
    [InlineData("serial0:115200n8")]
    [InlineData("serial0:")]
    public void The_console_is_named_by_path_or_alias(string path)
    {
        foreach (string compatible in (string[])["arm,pl011", "arm,sbsa-uart"])
        {
            SerialPort port = FromTree($"stdout-path = \"{path}\";", compatible);
            Assert.True(port.Exists);
            Assert.Equal((SerialPortKind.Pl011, 0x900_0000ul), (port.Kind, port.Registers.Value));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("stdout-path;")]
    [InlineData("stdout-path = \"\";")]
    [InlineData("stdout-path = \"serial1\";")]
    [InlineData("stdout-path = \"serial2\";")]
    [InlineData("stdout-path = \"/other@8000000\";")]
    [InlineData("stdout-path = \":115200\";")]
    public void Where_none_is_named_or_none_that_we_know_there_is_none(string chosen)
    {
        SerialPort port = FromTree(chosen);
        Assert.False(port.Exists);
        Assert.Equal((SerialPortKind.None, 0ul), (port.Kind, port.Registers.Value));
    }

    [Theory]
    [InlineData("nvidia,tegra194-tcu", "reg = <0x0 0x9000000 0x0 0x1000>;")]
    [InlineData("arm,pl011x", "reg = <0x0 0x9000000 0x0 0x1000>;")]
    [InlineData("arm,pl011", "")]
    [InlineData("arm,pl011", "reg = <0x0>;")]
    public void One_that_cannot_be_driven_is_none(string compatible, string reg) =>
        Assert.False(FromTree("stdout-path = \"serial0\";", compatible, reg).Exists);

    [Fact]
    public void Registers_are_where_the_processor_sees_them()
    {
        Assert.True(DeviceTreeBlob.TryCreate(SampleTrees.Board, out DeviceTreeBlob tree, out _));
        Assert.Equal(0xf_e000_1000ul, SerialPort.FromDeviceTree(tree).Registers.Value);
    }

    /// <summary>SPCR, Microsoft: interface type at 36, the base address (ACPI 6.5, 5.2.3.2) at 40.</summary>
    private static SerialPort FromAcpi(byte subtype, byte space = 0, ulong address = 0x900_0000, int size = 80)
    {
        byte[] table = new byte[80];
        table[36] = subtype;
        table[40] = space;
        table[41] = 32;
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(44), address);
        var acpi = new SimulatedAcpi();
        acpi.Point(acpi.Add("FACP", []), acpi.Add("SPCR", table[36..size]));
        return SerialPort.FromAcpi(acpi.Tables, acpi.RootPointer);
    }

    [Fact]
    public void Of_all_subtypes_three_are_a_PL011()
    {
        for (int subtype = 0; subtype < 256; subtype++)
        {
            SerialPort port = FromAcpi((byte)subtype);
            Assert.Equal(subtype is 3 or 0xd or 0xe, port.Exists);
            Assert.Equal(port.Exists ? 0x900_0000ul : 0, port.Registers.Value);
        }
    }

    [Fact]
    public void Its_registers_are_in_memory_and_it_is_whole()
    {
        Assert.Equal(0x12_3456_7000ul, FromAcpi(3, address: 0x12_3456_7000).Registers.Value);
        Assert.False(FromAcpi(3, space: 1).Exists);
        Assert.False(FromAcpi(3, address: 0).Exists);
        for (int size = 36; size < 80; size++)
            Assert.False(FromAcpi(3, size: size).Exists);
        var acpi = new SimulatedAcpi();
        Assert.False(SerialPort.FromAcpi(acpi.Point().Tables, acpi.RootPointer).Exists);
    }
}
