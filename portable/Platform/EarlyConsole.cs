using System;
using Keelson.Addresses;
using Keelson.Text;

namespace Keelson.Platform;

/// <summary>
/// <c>earlycon=NAME,ADDRESS</c> and <c>earlycon=NAME,WIDTH,ADDRESS</c> of a kernel command line (Linux,
/// Documentation/admin-guide/kernel-parameters.txt; drivers/tty/serial/earlycon.c): a serial port that the user knows
/// of, where tables name none or a wrong one.
/// </summary>
public static class EarlyConsole
{
    public static ReadOnlySpan<byte> Option => "earlycon="u8;

    /// <summary>The port's own names in drivers of Linux, in the order of <see cref="SerialPortKind"/>.</summary>
    private static ReadOnlySpan<byte> Names =>
        "pl011\n"u8 // Pl011
        + "uart8250 uart ns16550 ns16550a omap8250 bcm2835aux mtk8250 uniphier\n"u8 // Uart8250
        + "ec_imx6q ec_imx21\n"u8 // Imx
        + "\n"u8 // Imx1
        + "lpuart\n"u8 // Lpuart8
        + "lpuart32\n"u8 // Lpuart32BigEndian
        + "\n"u8 // Lpuart32
        + "\n"u8 // ImxLpuart
        + "linflex\n"u8 // Linflex
        + "qcom_geni\n"u8 // Geni
        + "msm_serial_dm\n"u8 // MsmUartDm
        + "meson\n"u8 // Meson
        + "scif hscif\n"u8 // Scif
        + "rsci\n"u8 // Rsci
        + "\n"u8 // Em
        + "cdns\n"u8 // Cadence
        + "exynos4210 s5pv210 s5l gs101 artpec8\n"u8 // Samsung
        + "ar3700_uart\n"u8 // Armada3700
        + "\n"u8 // Armada3700Extended
        + "sprd_serial\n"u8 // Spreadtrum
        + "owl\n"u8 // Owl
        + "stm32\n"u8 // Stm32
        + "ma35d1_uart\n"u8 // Ma35d1
        + "bcm63xx_uart\n"u8 // Bcm6345
        + "atmel_serial\n"u8 // AtmelUsart
        + "uartlite\n"u8 // UartLite
        + "liteuart\n"u8 // LiteX
        + "dcc\n"u8; // DebugChannel

    /// <summary>8250s whose registers are words, whatever the option says: the last four on their line.</summary>
    private static ReadOnlySpan<byte> Wide8250s => Names.Slice(WideAt, "omap8250 bcm2835aux mtk8250 uniphier"u8.Length);
    private const int WideAt = 37;

    /// <param name="value">Behind <see cref="Option"/>.</param>
    /// <param name="port">Speed and framing stay as they are; options behind the address change nothing.</param>
    /// <returns>False for a name, a width or an address that is none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out SerialPort port)
    {
        port = default;
        ReadOnlySpan<byte> name = AsciiText.TakeUntil(ref value, (byte)',');
        SerialPortKind kind = SerialFamilies.KindOf(Names, name);
        // Behind "mmio", which alone says no more than nothing.
        ReadOnlySpan<byte> width = value.StartsWith("mmio"u8)
            ? AsciiText.TakeUntil(ref value, (byte)',')[4..]
            : default;
        if (kind == SerialPortKind.DebugChannel)
        {
            port = new SerialPort(kind, default);
            return true;
        }

        if (
            kind == SerialPortKind.None
            || !TryParseAddress(AsciiText.TakeUntil(ref value, (byte)','), out PhysicalAddress address)
        )
        {
            return false;
        }

        // Registers are as far apart as they are wide.
        byte shift;
        byte access = 0;
        if (width.SequenceEqual("32"u8) || width.SequenceEqual("32native"u8))
        {
            shift = 2;
        }
        else if (width.SequenceEqual("16"u8))
        {
            shift = 1;
        }
        else if (width.IsEmpty)
        {
            shift = new OptionWords(Wide8250s).Has(name) ? (byte)2 : (byte)0;
        }
        else if (width.SequenceEqual("32be"u8) && kind == SerialPortKind.Lpuart32BigEndian)
        {
            shift = 0;
        }
        else if (width.SequenceEqual("32be"u8) && kind == SerialPortKind.Uart8250)
        {
            shift = 2;
            access = SerialPort.BigEndianWord;
        }
        else
        {
            return false;
        }

        if (kind == SerialPortKind.Lpuart32BigEndian && shift == 2)
        {
            kind = SerialPortKind.Lpuart32;
        }

        port =
            kind == SerialPortKind.Uart8250
                ? new SerialPort(kind, address, shift, access != 0 ? access : (byte)(1 << shift))
                : new SerialPort(kind, address);
        return true;
    }

    /// <summary>Hexadecimal with 0x in front, as everybody writes them.</summary>
    private static bool TryParseAddress(ReadOnlySpan<byte> text, out PhysicalAddress address)
    {
        ulong value = 0;
        bool isNumber = text.Length is > 2 and <= 18 && (text.StartsWith("0x"u8) || text.StartsWith("0X"u8));
        for (int i = 2; isNumber && i < text.Length; i++)
        {
            int digit = text[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => text[i] - '0',
                >= (byte)'a' and <= (byte)'f' => text[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => text[i] - 'A' + 10,
                _ => -1,
            };
            isNumber = digit >= 0;
            value = value << 4 | (uint)digit;
        }

        address = new PhysicalAddress(value);
        return isNumber && value != 0;
    }
}
