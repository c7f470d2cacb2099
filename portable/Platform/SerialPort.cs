using System;
using System.Runtime.CompilerServices;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Text;

namespace Keelson.Platform;

/// <summary>The register layouts of serial ports that we can write to.</summary>
public enum SerialPortKind : byte
{
    None = 0,

    /// <summary>Arm PrimeCell UART PL011, and the SBSA generic UART, which is the part of it that we use.</summary>
    Pl011,

    /// <summary>8250, 16450, 16550 and their many descendants, the BCM2835's auxiliary UART among them.</summary>
    Uart8250,
}

/// <summary>
/// The console that the platform names: found, not configured. Speed and framing stay as the firmware left them.
/// </summary>
/// <param name="kind">Whose registers.</param>
/// <param name="registers">Where the first of them is.</param>
/// <param name="registerShift">log2 of the distance between two registers of an 8250, in bytes.</param>
/// <param name="accessBytes">How wide a register of an 8250 is read and written: 1, 2 or 4 bytes.</param>
public readonly struct SerialPort(
    SerialPortKind kind,
    PhysicalAddress registers,
    byte registerShift = 2,
    byte accessBytes = 4
)
{
    /// <summary>UARTFR of the PL011 (Arm DDI 0183, 3.3.3).</summary>
    private const uint Pl011FlagOffset = 0x18;

    /// <summary>Line status register of the 8250 family.</summary>
    private const int LineStatusRegister = 5;

    /// <summary>
    /// One bit, two meanings: the PL011's transmit FIFO is full (TXFF), the 8250's holding register is empty (THRE).
    /// </summary>
    private const int TransmitStatusBit = 5;

    /// <summary>Registers further apart than 8 bytes are a mistake in the tree.</summary>
    private const uint MaximumShift = 3;

    private readonly byte _shift = registerShift;

    public SerialPortKind Kind { get; } = kind;
    public PhysicalAddress Registers { get; } = registers;

    /// <summary>Anything but 1 and 2 means 4.</summary>
    public byte AccessBytes { get; } = accessBytes;
    public bool Exists => Kind != SerialPortKind.None;

    /// <summary>
    /// Bytes from the data register, which is the first of either kind, to the one that says whether it takes another
    /// byte.
    /// </summary>
    public uint StatusOffset => Kind == SerialPortKind.Pl011 ? Pl011FlagOffset : (uint)LineStatusRegister << _shift;

    /// <param name="status">What the register at <see cref="StatusOffset"/> holds.</param>
    public bool TakesAnother(uint status) =>
        (status >> TransmitStatusBit & 1) == (Kind == SerialPortKind.Pl011 ? 0u : 1u);

    /// <summary>Everything but the address in one cell, which for a PL011 is 1 whatever wrote it.</summary>
    public uint Layout =>
        Kind == SerialPortKind.Uart8250 ? (uint)Kind | (uint)_shift << 8 | (uint)AccessBytes << 16 : (uint)Kind;

    public static SerialPort FromLayout(uint layout, PhysicalAddress registers) =>
        (SerialPortKind)layout switch
        {
            SerialPortKind.None => default,
            SerialPortKind.Uart8250 => new SerialPort(
                SerialPortKind.Uart8250,
                registers,
                (byte)(layout >> 8),
                (byte)(layout >> 16)
            ),
            _ => new SerialPort((SerialPortKind)layout, registers),
        };

    /// <summary>
    /// The node that <c>stdout-path</c> in <c>/chosen</c> names (Devicetree Specification v0.4, 3.6).
    /// </summary>
    public static SerialPort FromDeviceTree(DeviceTreeBlob tree)
    {
        if (
            !tree.TryFindStandardOutput(out DeviceTreeNode node, out _)
            || !node.TryGetRegister(0, out PhysicalAddress registers, out _)
            || !node.TryGetProperty("compatible"u8, out DeviceTreeProperty compatible)
        )
        {
            return default;
        }

        if (IsOneOf(in compatible, "arm,pl011 arm,sbsa-uart"u8))
        {
            return new SerialPort(SerialPortKind.Pl011, registers);
        }
        // Registers of 32 bits, which their bindings do not say again in each tree (Linux,
        // Documentation/devicetree/bindings/serial).
        if (IsOneOf(in compatible, "brcm,bcm2835-aux-uart mediatek,mt6577-uart"u8))
        {
            return new SerialPort(SerialPortKind.Uart8250, registers);
        }
        // The rest of the family as 8250.yaml has it: bytes side by side unless the tree says otherwise.
        uint shift = ReadCell(in node, "reg-shift"u8, 0);
        return
            shift > MaximumShift
            || !IsOneOf(in compatible, "ns16550a ns16550 ns16450 ns8250 snps,dw-apb-uart nvidia,tegra20-uart"u8)
            ? default
            : new SerialPort(
                SerialPortKind.Uart8250,
                registers + ReadCell(in node, "reg-offset"u8, 0),
                (byte)shift,
                (byte)ReadCell(in node, "reg-io-width"u8, 1)
            );
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsOneOf(in DeviceTreeProperty compatible, scoped ReadOnlySpan<byte> models)
    {
        foreach (ReadOnlySpan<byte> model in compatible.Strings)
        {
            if (new OptionWords(models).Has(model))
            {
                return true;
            }
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint ReadCell(in DeviceTreeNode node, scoped ReadOnlySpan<byte> name, uint missing) =>
        node.TryGetProperty(name, out DeviceTreeProperty property) && property.TryReadUInt32(out uint value)
            ? value
            : missing;

    /// <summary>Serial Port Console Redirection table (Microsoft, SPCR), which ACPI platforms have instead.</summary>
    public static SerialPort FromAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer)
        where TMemory : struct, IPhysicalMemory =>
        tables.TryFind(rootPointer, "SPCR"u8, out ReadOnlySpan<byte> spcr) ? ConsoleRedirection.Decode(spcr) : default;
}
