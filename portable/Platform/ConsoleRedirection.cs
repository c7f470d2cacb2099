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

    /// <summary>By interface type, from 0 on; one byte each of <see cref="SerialPortKind"/>.</summary>
    private static ReadOnlySpan<byte> Kinds =>
        [
            (byte)SerialPortKind.Uart8250, // 0x00: 16550
            (byte)SerialPortKind.Uart8250, // 0x01: 16550 subset
            0, // 0x02: MAX311xE, behind SPI
            (byte)SerialPortKind.Pl011, // 0x03
            (byte)SerialPortKind.MsmUartDm, // 0x04: MSM8x60
            (byte)SerialPortKind.Uart8250, // 0x05: NVIDIA 16550
            (byte)SerialPortKind.Uart8250, // 0x06: TI OMAP
            0, // 0x07: reserved
            (byte)SerialPortKind.Uart8250, // 0x08: APM88xxxx
            (byte)SerialPortKind.MsmUartDm, // 0x09: MSM8974
            (byte)SerialPortKind.Samsung, // 0x0a: SAM5250
            0, // 0x0b: Intel USIF
            (byte)SerialPortKind.Imx, // 0x0c: i.MX 6
            (byte)SerialPortKind.Pl011, // 0x0d: SBSA, 32 bits
            (byte)SerialPortKind.Pl011, // 0x0e: SBSA
            (byte)SerialPortKind.DebugChannel, // 0x0f: DCC
            (byte)SerialPortKind.Uart8250, // 0x10: BCM2835
            (byte)SerialPortKind.Geni, // 0x11: SDM845, 1.8432 MHz
            (byte)SerialPortKind.Uart8250, // 0x12: 16550 by its generic address
            (byte)SerialPortKind.Geni, // 0x13: SDM845, 7.372 MHz
            (byte)SerialPortKind.Uart8250, // 0x14: Intel LPSS
        ];

    private const int Bcm2835 = 0x10;

    /// <summary>OEM table ID, of eight letters, and OEM revision in an ACPI table's header (ACPI 6.5, 5.2.6).</summary>
    private const int TableIdOffset = 16,
        RevisionOffset = 24;
    private const ulong XGeneSpc = 0x4350_5345_4e45_4758,
        ProLiant = 0x746e_6169_4c6f_7250;

    /// <summary>Types of 8250s, a bit each, that have their registers where the generic address says.</summary>
    private const uint Generic8250s = 1 << 0x00 | 1 << 0x01 | 1 << 0x05 | 1 << 0x12;

    public static SerialPort Decode(ReadOnlySpan<byte> table)
    {
        if (table.Length < SizeBytes || table[InterfaceTypeOffset] >= Kinds.Length)
        {
            return default;
        }

        int type = table[InterfaceTypeOffset];
        SerialPortKind kind = (SerialPortKind)Kinds[type];
        if (kind == SerialPortKind.None)
        {
            return default;
        }

        PhysicalAddress address = new(BinaryPrimitives.ReadUInt64LittleEndian(table[AddressOffset..]));
        if (kind == SerialPortKind.DebugChannel)
        {
            return new SerialPort(kind, default);
        }

        if (table[AddressSpaceOffset] != 0 || address.Value == 0)
        {
            return default;
        }

        if (type == Bcm2835 && address.IsAligned(2 * AuxiliaryUartOffset))
        {
            // Firmware gives the page of the whole block, as the UART cannot begin a page.
            address += AuxiliaryUartOffset;
        }

        if ((Generic8250s >> type & 1) == 0 || IsOfXGene(table))
        {
            return new SerialPort(kind, address);
        }

        // Access sizes count 1, 2, 4 bytes from 1; 0 is undefined, and 4, for 8 bytes, is none that a port has.
        int access = table[AccessSizeOffset] is 2 or 3 ? table[AccessSizeOffset] - 1 : 0,
            shift = table[BitWidthOffset] is 16 or 32 ? table[BitWidthOffset] >> 4 : 0;
        return new SerialPort(kind, address, (byte)shift, (byte)(1 << access));
    }

    /// <summary>
    /// X-Gene 1 and 2, whose tables say bytes of registers that are words (Linux, drivers/acpi/spcr.c,
    /// xgene_8250_erratum_present).
    /// </summary>
    private static bool IsOfXGene(ReadOnlySpan<byte> table)
    {
        ulong id = BinaryPrimitives.ReadUInt64LittleEndian(table[TableIdOffset..]);
        uint revision = BinaryPrimitives.ReadUInt32LittleEndian(table[RevisionOffset..]);
        return id == XGeneSpc && revision == 0 || id == ProLiant && revision == 1;
    }
}
