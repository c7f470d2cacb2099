using System;
using System.Buffers.Binary;
using Keelson.Addresses;

namespace Keelson.Platform;

/// <summary>
/// Serial Port Console Redirection table (Microsoft, SPCR): an interface type (Microsoft, DBG2, table 3), and a generic
/// address (ACPI 6.5, 5.2.3.2), of which the bit width is the distance of two registers and the access size how one is
/// read.
/// </summary>
internal static class ConsoleRedirection
{
    private const int SizeBytes = 80;
    private const int InterfaceTypeOffset = 36;
    private const int AddressSpaceOffset = 40;
    private const int BitWidthOffset = 41;
    private const int AccessSizeOffset = 43;
    private const int AddressOffset = 44;

    /// <summary>
    /// Of the BCM2835's auxiliary block, in which the UART begins here (BCM2835 ARM Peripherals, 2.1).
    /// </summary>
    private const uint AuxiliaryUartOffset = 0x40;

    public static SerialPort Decode(ReadOnlySpan<byte> table)
    {
        const byte Full16550 = 0x00,
            Subset16550 = 0x01,
            Pl011 = 0x03,
            Sbsa32Bit = 0x0d,
            Sbsa = 0x0e,
            Bcm2835 = 0x10,
            Generic16550 = 0x12,
            Msm8x60 = 0x04,
            Nvidia16550 = 0x05,
            Omap = 0x06,
            Apm88xxxx = 0x08,
            Msm8974 = 0x09,
            Sam5250 = 0x0a,
            Imx6 = 0x0c,
            DebugChannel = 0x0f,
            Sdm845 = 0x11,
            Sdm845Fast = 0x13,
            IntelLpss = 0x14;
        if (table.Length < SizeBytes)
        {
            return default;
        }

        if (table[InterfaceTypeOffset] == DebugChannel)
        {
            return new SerialPort(SerialPortKind.DebugChannel, default);
        }

        if (table[AddressSpaceOffset] != 0)
        {
            return default;
        }

        PhysicalAddress address = new(BinaryPrimitives.ReadUInt64LittleEndian(table[AddressOffset..]));
        if (address.Value == 0)
        {
            return default;
        }

        switch (table[InterfaceTypeOffset])
        {
            case Pl011 or Sbsa32Bit or Sbsa:
                return new SerialPort(SerialPortKind.Pl011, address);
            case Bcm2835:
                // Firmware gives the page of the whole block, as the UART cannot begin a page.
                return new SerialPort(
                    SerialPortKind.Uart8250,
                    address.IsAligned(2 * AuxiliaryUartOffset) ? address + AuxiliaryUartOffset : address
                );
            case Msm8x60 or Msm8974:
                return new SerialPort(SerialPortKind.MsmUartDm, address);
            case Sam5250:
                return new SerialPort(SerialPortKind.Samsung, address);
            case Imx6:
                return new SerialPort(SerialPortKind.Imx, address);
            case Sdm845 or Sdm845Fast:
                return new SerialPort(SerialPortKind.Geni, address);
            case Omap or Apm88xxxx or IntelLpss:
                return new SerialPort(SerialPortKind.Uart8250, address);
            case Full16550 or Subset16550 or Nvidia16550 or Generic16550:
                // Access sizes count 1, 2, 4 bytes from 1; 0 is undefined, and 4, for 8 bytes, is none that a port has.
                int access = table[AccessSizeOffset] switch
                {
                    2 => 1,
                    3 => 2,
                    _ => 0,
                };
                int shift = table[BitWidthOffset] switch
                {
                    16 => 1,
                    32 => 2,
                    _ => 0,
                };
                // Wider than the distance they cannot be read: firmware that says so has left the width at that of the
                // data.
                return new SerialPort(
                    SerialPortKind.Uart8250,
                    address,
                    (byte)Math.Max(shift, access),
                    (byte)(1 << access)
                );
            default:
                return default;
        }
    }
}
