using System.Text;
using Keelson.DevicePaths;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The port of the firmware's console, where the device tree names none.</summary>
public class FirmwareUartTests
{
    private const string VendorHardware = "VenHw(D3987D4B-971A-435F-8CAF-4967EB627241)";

    private static FirmwareUart Of(string path)
    {
        Span<byte> nodes = stackalloc byte[512];
        Assert.True(DevicePathParser.TryParse(Encoding.ASCII.GetBytes(path), nodes, out int length), path);
        return FirmwareUart.FromDevicePath(new DevicePath(nodes[..length]));
    }

    private static SerialPort Find(string nodes, FirmwareUart uart)
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <1>;
                #size-cells = <1>;
                {{nodes}}
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.False(SerialPort.FromDeviceTree(tree).Exists);
        return SerialPort.FromFirmware(tree, uart);
    }

    private static string Port(uint address, string inside = "") =>
        $$"""serial@{{address:x}} { compatible = "arm,pl011"; reg = <0x{{address:x}} 0x1000>; {{inside}} };""";

    [Theory]
    [InlineData(VendorHardware + "/Uart(115200,8,N,1)/VenMsg(DFA66065-B419-11D3-9A2D-0090273FC14D)", true, 0)]
    [InlineData("MemoryMapped(0xB,0x9040000,0x9040FFF)/Uart(115200,8,N,1)", true, 0x904_0000)]
    [InlineData("Acpi(PNP0501,0x1)/Uart(115200,8,N,1)", true, 0)]
    [InlineData("PciRoot(0x0)/Pci(0x2,0x0)", false, 0)]
    [InlineData("MemoryMapped(0xB,0x9040000,0x9040FFF)", false, 0)]
    public void Only_a_path_with_a_uart_is_one_and_tells_its_address_where_a_node_has_it(
        string path,
        bool exists,
        ulong registers
    )
    {
        FirmwareUart uart = Of(path);
        Assert.Equal(exists, uart.Exists);
        Assert.Equal(registers, uart.Registers.Value);
    }

    [Fact]
    public void A_cut_path_is_no_uart() =>
        Assert.False(FirmwareUart.FromDevicePath(new DevicePath([3, 14, 19, 0, 0])).Exists);

    [Fact]
    public void The_only_port_is_it_and_of_several_the_one_at_the_address()
    {
        FirmwareUart somewhere = Of(VendorHardware + "/Uart(115200,8,N,1)");
        FirmwareUart second = Of("MemoryMapped(0xB,0x2000,0x2FFF)/Uart(115200,8,N,1)");
        Assert.Equal(0x1000ul, Find(Port(0x1000), somewhere).Registers.Value);
        Assert.False(Find(Port(0x1000), second).Exists);
        Assert.False(Find(Port(0x1000) + Port(0x2000), somewhere).Exists);
        Assert.Equal(0x2000ul, Find(Port(0x1000) + Port(0x2000), second).Registers.Value);
    }

    [Fact]
    public void A_port_that_is_off_or_wired_to_a_device_is_none()
    {
        FirmwareUart uart = Of(VendorHardware + "/Uart(115200,8,N,1)");
        string radio = Port(0x1000, "bluetooth { compatible = \"brcm,bcm4345c5\"; };");
        Assert.False(Find(radio, uart).Exists);
        Assert.Equal(0x2000ul, Find(radio + Port(0x2000), uart).Registers.Value);
        string off = Port(0x1000, "status = \"disabled\";");
        Assert.False(Find(off, uart).Exists);
        Assert.Equal(0x2000ul, Find(off + Port(0x2000), uart).Registers.Value);
    }

    [Fact]
    public void Without_a_uart_in_the_firmware_no_port_is_guessed() => Assert.False(Find(Port(0x1000), default).Exists);
}
