using System.Text;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

public class EarlyConsoleTests
{
    [Theory]
    [InlineData("pl011,0x9000000", SerialPortKind.Pl011, 0x900_0000ul)]
    [InlineData("pl011,mmio32,0x9000000", SerialPortKind.Pl011, 0x900_0000ul)]
    [InlineData("pl011,0X9000ABC,115200n8", SerialPortKind.Pl011, 0x900_0abcul)]
    [InlineData("pl011,0x100002600000", SerialPortKind.Pl011, 0x1000_0260_0000ul)]
    [InlineData("ec_imx6q,0x30890000,115200", SerialPortKind.Imx, 0x3089_0000ul)]
    [InlineData("lpuart,0x40028000", SerialPortKind.Lpuart8, 0x4002_8000ul)]
    [InlineData("lpuart32,0x2950000", SerialPortKind.Lpuart32BigEndian, 0x295_0000ul)]
    [InlineData("lpuart32,mmio32be,0x2950000", SerialPortKind.Lpuart32BigEndian, 0x295_0000ul)]
    [InlineData("lpuart32,mmio32,0x2260000", SerialPortKind.Lpuart32, 0x226_0000ul)]
    [InlineData("qcom_geni,0xa90000", SerialPortKind.Geni, 0xa9_0000ul)]
    [InlineData("msm_serial_dm,0x78af000", SerialPortKind.MsmUartDm, 0x78a_f000ul)]
    [InlineData("meson,0xff803000", SerialPortKind.Meson, 0xff80_3000ul)]
    [InlineData("cdns,mmio,0xFF000000,115200n8", SerialPortKind.Cadence, 0xff00_0000ul)]
    [InlineData("exynos4210,0x10870000", SerialPortKind.Samsung, 0x1087_0000ul)]
    [InlineData("s5l,0x235200000", SerialPortKind.Samsung, 0x2_3520_0000ul)]
    [InlineData("ar3700_uart,0xd0012000", SerialPortKind.Armada3700, 0xd001_2000ul)]
    [InlineData("hscif,0xe6540000", SerialPortKind.Scif, 0xe654_0000ul)]
    [InlineData("liteuart,0xf0001000", SerialPortKind.LiteX, 0xf000_1000ul)]
    [InlineData("dcc", SerialPortKind.DebugChannel, 0ul)]
    public void A_name_of_Linux_s_and_an_address_are_a_port(string value, SerialPortKind kind, ulong address)
    {
        Assert.True(EarlyConsole.TryParse(Encoding.ASCII.GetBytes(value), out SerialPort port));
        Assert.Equal((kind, address), (port.Kind, port.Registers.Value));
    }

    [Theory]
    [InlineData("uart8250,0x9000000", 1, 5u)]
    [InlineData("uart,mmio,0x9000000", 1, 5u)]
    [InlineData("uart8250,mmio16,0x9000000", 2, 10u)]
    [InlineData("uart8250,mmio32,0x9000000,115200n8", 4, 20u)]
    [InlineData("uart8250,mmio32native,0x9000000", 4, 20u)]
    [InlineData("ns16550a,mmio32,0x9000000", 4, 20u)]
    [InlineData("bcm2835aux,0x9000000", 4, 20u)]
    [InlineData("omap8250,0x9000000", 4, 20u)]
    public void An_8250_is_as_wide_as_the_option_says(string value, int accessBytes, uint statusOffset)
    {
        Assert.True(EarlyConsole.TryParse(Encoding.ASCII.GetBytes(value), out SerialPort port));
        Assert.Equal(SerialPortKind.Uart8250, port.Kind);
        Assert.Equal((accessBytes, statusOffset), (port.Layout.StatusBytes, port.Layout.StatusOffset));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pl011")]
    [InlineData("pl011,")]
    [InlineData("pl011,9000000")]
    [InlineData("pl011,0x")]
    [InlineData("pl011,0x0")]
    [InlineData("pl011,0x12345678123456781")]
    [InlineData("pl011,0x9000g00")]
    [InlineData("pl0111,0x9000000")]
    [InlineData("PL011,0x9000000")]
    [InlineData(",0x9000000")]
    [InlineData("uart8250 ns16550,0x9000000")]
    [InlineData("uart8250,io,0x3f8")]
    [InlineData("pl011,mmio32be,0x9000000")]
    [InlineData("efifb")]
    [InlineData("uart8250,mmio64,0x9000000")]
    [InlineData("smh")]
    public void Anything_else_is_none(string value) =>
        Assert.False(EarlyConsole.TryParse(Encoding.ASCII.GetBytes(value), out _));
}
