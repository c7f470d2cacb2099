using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class SerialPortTests
{
    private static SerialPort FromTree(
        string chosen,
        string compatible = "arm,pl011",
        string reg = "reg = <0x0 0x9000000 0x0 0x1000>;"
    )
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <2>;
                #size-cells = <2>;
                aliases { serial0 = "/pl011@9000000"; serial1 = "/nowhere"; };
                chosen { {{chosen}} };
                other@8000000 { compatible = "other"; reg = <0x0 0x8000000 0x0 0x1000>; };
                pl011@9000000 { compatible = "{{compatible}}", "arm,primecell"; {{reg}} };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        return SerialPort.FromDeviceTree(tree);
    }

    [Fact]
    public void A_console_on_a_bus_without_addresses_is_none_and_is_said_to_be_so_at_once()
    {
        byte[] blob = Dtc.Compile(
            """
            /dts-v1/;
            / {
                #address-cells = <0>;
                #size-cells = <0>;
                chosen { stdout-path = "/a/b/uart@0"; };
                a {
                    #address-cells = <0>;
                    #size-cells = <0>;
                    ranges = <0>;
                    b {
                        #address-cells = <1>;
                        #size-cells = <1>;
                        ranges = <0 0x1000>;
                        uart@0 { compatible = "arm,pl011"; reg = <0 0x100>; };
                    };
                };
            };
            """,
            "-f"
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.False(SerialPort.FromDeviceTree(tree).Exists);
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
    [InlineData("stdout-path = \"/other@8000000\";")]
    [InlineData("linux,stdout-path = \"/other@8000000\";")]
    public void Unknown_port_in_stdout_path_gives_no_port(string chosen)
    {
        SerialPort port = FromTree(chosen);
        Assert.False(port.Exists);
        Assert.Equal((SerialPortKind.None, 0ul), (port.Kind, port.Registers.Value));
    }

    /// <summary>As older trees have it; then the first serial port, which is the console of most boards.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("stdout-path;")]
    [InlineData("stdout-path = \"\";")]
    [InlineData("stdout-path = \"serial1\";")]
    [InlineData("stdout-path = \"serial2\";")]
    [InlineData("stdout-path = \":115200\";")]
    [InlineData("stdout-path = \"/none\"; linux,stdout-path = \"/pl011@9000000\";")]
    [InlineData("linux,stdout-path = \"/pl011@9000000:115200\";")]
    public void Without_stdout_path_the_console_is_the_older_name_or_serial0(string chosen)
    {
        Assert.Equal(0x900_0000ul, FromTree(chosen).Registers.Value);
        // Linux binds no driver to it: its clock may be off.
        Assert.False(FromTree(chosen, reg: "reg = <0x0 0x9000000 0x0 0x1000>; status = \"disabled\";").Exists);
    }

    [Theory]
    [InlineData("nvidia,tegra194-tcu", "reg = <0x0 0x9000000 0x0 0x1000>;")]
    [InlineData("arm,pl011x", "reg = <0x0 0x9000000 0x0 0x1000>;")]
    [InlineData("arm,pl011", "")]
    [InlineData("arm,pl011", "reg = <0x0>;")]
    [InlineData("ns16550a", "reg = <0x0 0x9000000 0x0 0x1000>; reg-shift = <4>;")]
    public void Unusable_port_is_ignored(string compatible, string reg) =>
        Assert.False(FromTree("stdout-path = \"serial0\";", compatible, reg).Exists);

    [Fact]
    public void Registers_are_where_the_processor_sees_them()
    {
        Assert.True(DeviceTreeBlob.TryCreate(SampleTrees.Board, out DeviceTreeBlob tree, out _));
        Assert.Equal(0xf_e000_1000ul, SerialPort.FromDeviceTree(tree).Registers.Value);
    }

    /// <summary>
    /// Devicetree bindings of Linux: serial/8250.yaml, snps-dw-apb-uart.yaml, brcm,bcm2835-aux-uart.yaml,
    /// mediatek,uart.yaml.
    /// </summary>
    [Theory]
    [InlineData("ns16550a", "", 0x900_0000, 5, 1)]
    [InlineData("ns16550", "reg-shift = <2>;", 0x900_0000, 20, 1)]
    [InlineData("ns16450", "reg-shift = <1>; reg-io-width = <2>;", 0x900_0000, 10, 2)]
    [InlineData("ns8250", "reg-offset = <0x100>;", 0x900_0100, 5, 1)]
    [InlineData("snps,dw-apb-uart", "reg-shift = <2>; reg-io-width = <4>;", 0x900_0000, 20, 4)]
    [InlineData("nvidia,tegra20-uart", "reg-shift = <2>;", 0x900_0000, 20, 4)]
    [InlineData("nvidia,tegra20-uart", "", 0x900_0000, 20, 4)]
    // No access that is not aligned, whatever is left out.
    [InlineData("snps,dw-apb-uart", "reg-io-width = <4>;", 0x900_0000, 20, 4)]
    [InlineData("ns16550a", "reg-io-width = <2>;", 0x900_0000, 10, 2)]
    [InlineData("ns16550a", "reg-shift = <1>; reg-io-width = <4>;", 0x900_0000, 20, 4)]
    [InlineData("ns16550a", "reg-shift = <2>; reg-io-width = <8>;", 0x900_0000, 20, 8)]
    [InlineData("ns16550a", "reg-io-width = <0>;", 0x900_0000, 20, 0)]
    [InlineData("brcm,bcm2835-aux-uart", "", 0x900_0000, 20, 4)]
    [InlineData("mediatek,mt6577-uart", "", 0x900_0000, 20, 4)]
    [InlineData("vendor,special-uart\", \"ns16550a", "reg-shift = <3>;", 0x900_0000, 40, 1)]
    public void An_8250_has_its_registers_where_the_tree_says(
        string compatible,
        string properties,
        ulong registers,
        uint statusOffset,
        byte accessBytes
    )
    {
        SerialPort port = FromTree(
            "stdout-path = \"serial0:115200n8\";",
            compatible,
            "reg = <0x0 0x9000000 0x0 0x1000>; " + properties
        );
        Assert.Equal(
            (SerialPortKind.Uart8250, registers, statusOffset, accessBytes),
            (port.Kind, port.Registers.Value, port.Layout.StatusOffset, port.AccessBytes)
        );
    }

    /// <summary>Linux, bindings/serial/8250.yaml and drivers/tty/serial/8250/8250_of.c: of 32 bits alone.</summary>
    [Theory]
    [InlineData("reg-shift = <2>; reg-io-width = <4>; big-endian;", 24)]
    [InlineData("reg-shift = <2>; reg-io-width = <4>; little-endian;", 0)]
    [InlineData("reg-shift = <2>; reg-io-width = <4>; native-endian;", 0)]
    [InlineData("reg-shift = <2>; reg-io-width = <1>; big-endian;", 0)]
    public void Registers_of_32_bits_may_be_big_endian(string properties, int dataShift)
    {
        SerialPort port = FromTree(
            "stdout-path = \"serial0\";",
            "ns16550a",
            "reg = <0x0 0x9000000 0x0 0x1000>; " + properties
        );
        SerialRegisters layout = SerialPort.FromCell(port.Cell, port.Registers).Layout;
        Assert.Equal((dataShift, 20u, 0x20u << dataShift), (layout.DataShift, layout.StatusOffset, layout.StatusMask));
    }

    private static bool TakesAnother(SerialRegisters layout, uint status) =>
        (status & layout.StatusMask) == layout.ReadyStatus;

    /// <summary>
    /// Bit 5 of the PL011's flags says full (Arm DDI 0183, 3.3.3), bit 5 of the 8250's line status says empty.
    /// </summary>
    [Fact]
    public void Transmit_status_bit_of_each_family()
    {
        SerialPort pl011 = new(SerialPortKind.Pl011, new PhysicalAddress(0x1000)),
            uart8250 = new(SerialPortKind.Uart8250, new PhysicalAddress(0x1000));
        Assert.Equal(0x18u, pl011.Layout.StatusOffset);
        foreach (uint others in (uint[])[0, 0xffff_ffdf])
        {
            Assert.True(TakesAnother(pl011.Layout, others) && !TakesAnother(pl011.Layout, others | 0x20));
            Assert.True(!TakesAnother(uart8250.Layout, others) && TakesAnother(uart8250.Layout, others | 0x20));
        }
    }

    [Fact]
    public void A_port_comes_back_from_its_cell()
    {
        PhysicalAddress registers = new(0x3f21_5040);
        foreach (byte shift in (byte[])[0, 1, 2, 3])
        {
            foreach (byte access in (byte[])[1, 2, 4])
            {
                SerialPort port = new(SerialPortKind.Uart8250, registers, shift, access);
                Assert.Equal(port, SerialPort.FromCell(port.Cell, registers));
            }
        }
        Assert.Equal(1u, new SerialPort(SerialPortKind.Pl011, registers).Cell);
        Assert.Equal(new SerialPort(SerialPortKind.Pl011, registers), SerialPort.FromCell(1, registers));
        Assert.False(SerialPort.FromCell(0, registers).Exists);
        Assert.False(SerialPort.FromCell((uint)SerialPortKind.Count, registers).Exists);
        Assert.False(SerialPort.FromCell(0xff, registers).Exists);
        for (SerialPortKind kind = SerialPortKind.Pl011; kind < SerialPortKind.Count; kind++)
        {
            Assert.Equal(kind, SerialPort.FromCell(new SerialPort(kind, registers).Cell, registers).Kind);
        }
        Assert.Equal(0u, default(SerialPort).Cell);
    }

    /// <summary>SPCR, Microsoft: interface type at 36, the base address (ACPI 6.5, 5.2.3.2) at 40.</summary>
    private static SerialPort FromAcpi(
        byte subtype,
        byte space = 0,
        ulong address = 0x900_0000,
        int size = 80,
        byte bitWidth = 32,
        byte accessSize = 0,
        string maker = ""
    )
    {
        byte[] table = new byte[80];
        table[36] = subtype;
        table[40] = space;
        table[41] = bitWidth;
        table[43] = accessSize;
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(44), address);
        var acpi = new SimulatedAcpi();
        ulong spcr = acpi.Add("SPCR", table[36..size]);
        System.Text.Encoding.ASCII.GetBytes(maker, acpi.Bytes(spcr + 10, maker.Length));
        acpi.Seal(spcr, size, 9);
        acpi.Point(acpi.Add("FACP", []), spcr);
        return SerialPort.FromAcpi(acpi.Tables, acpi.RootPointer);
    }

    [Fact]
    public void Interface_types_of_SPCR_give_their_family()
    {
        for (int type = 0; type < 256; type++)
        {
            SerialPort port = FromAcpi((byte)type, address: 0x900_0040);
            Assert.Equal(
                type is 3 or 0xd or 0xe ? SerialPortKind.Pl011
                    : type is 0 or 1 or 5 or 6 or 8 or 0x10 or 0x12 or 0x14 ? SerialPortKind.Uart8250
                    : type is 4 or 9 ? SerialPortKind.MsmUartDm
                    : type is 0xa ? SerialPortKind.Samsung
                    : type is 0xc ? SerialPortKind.Imx
                    : type is 0x11 or 0x13 ? SerialPortKind.Geni
                    : type is 0xf ? SerialPortKind.DebugChannel
                    : SerialPortKind.None,
                port.Kind
            );
            Assert.Equal(port.IsInMemory ? 0x900_0040ul : 0, port.Registers.Value);
        }

        // System registers have no address, and firmware gives none.
        Assert.Equal(SerialPortKind.DebugChannel, FromAcpi(0x0f, address: 0).Kind);
    }

    /// <summary>
    /// ACPI 6.5, 5.2.3.2: the width is that of a register's place, the access size (1 to 4 for 1 to 8 bytes) that of a
    /// read.
    /// </summary>
    [Theory]
    [InlineData(8, 1, 5, 1)]
    [InlineData(8, 0, 5, 1)]
    [InlineData(0, 0, 5, 1)]
    [InlineData(16, 2, 10, 2)]
    [InlineData(32, 1, 20, 1)]
    [InlineData(32, 3, 20, 4)]
    [InlineData(8, 3, 20, 4)]
    [InlineData(32, 4, 20, 1)]
    [InlineData(32, 200, 20, 1)]
    public void An_8250_has_its_registers_where_the_generic_address_says(
        byte bitWidth,
        byte accessSize,
        uint statusOffset,
        byte accessBytes
    )
    {
        SerialPort port = FromAcpi(0x12, bitWidth: bitWidth, accessSize: accessSize);
        Assert.Equal(
            (SerialPortKind.Uart8250, statusOffset, accessBytes),
            (port.Kind, port.Layout.StatusOffset, port.AccessBytes)
        );
    }

    /// <summary>Linux, drivers/acpi/spcr.c, xgene_8250_erratum_present: tables of X-Gene say bytes.</summary>
    [Theory]
    [InlineData(0, "APMC0DXGENESPC", 20, 4)]
    [InlineData(0, "HPE   ProLiant\u0001", 20, 4)]
    [InlineData(0, "APMC0DXGENESPC\u0001", 5, 1)]
    [InlineData(0, "HPE   ProLiant", 5, 1)]
    [InlineData(0, "HPE   Server  \u0001", 5, 1)]
    [InlineData(3, "APMC0DXGENESPC", 24, 4)]
    public void Tables_that_are_known_to_be_wrong(byte type, string maker, uint statusOffset, int accessBytes)
    {
        SerialRegisters layout = FromAcpi(type, bitWidth: 8, accessSize: 1, maker: maker).Layout;
        Assert.Equal((statusOffset, accessBytes), (layout.StatusOffset, layout.StatusBytes));
    }

    [Theory]
    [InlineData(0x3f21_5000, 0x3f21_5040)]
    [InlineData(0x3f21_5040, 0x3f21_5040)]
    public void The_auxiliary_UART_is_found_within_its_block(ulong given, ulong registers)
    {
        SerialPort port = FromAcpi(0x10, address: given);
        Assert.Equal(
            (SerialPortKind.Uart8250, registers, 20u, (byte)4),
            (port.Kind, port.Registers.Value, port.Layout.StatusOffset, port.AccessBytes)
        );
    }

    [Fact]
    public void Port_in_IO_space_or_cut_short_is_ignored()
    {
        Assert.Equal(0x12_3456_7000ul, FromAcpi(3, address: 0x12_3456_7000).Registers.Value);
        Assert.False(FromAcpi(3, space: 1).Exists);
        Assert.False(FromAcpi(3, address: 0).Exists);
        for (int size = 36; size < 80; size++)
        {
            Assert.False(FromAcpi(3, size: size).Exists);
        }

        var acpi = new SimulatedAcpi();
        Assert.False(SerialPort.FromAcpi(acpi.Point().Tables, acpi.RootPointer).Exists);
    }
}
