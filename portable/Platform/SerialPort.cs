using System;
using System.Runtime.CompilerServices;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Text;

namespace Keelson.Platform;

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
    /// <summary>Line status register of the 8250 family, and its bit THRE.</summary>
    private const uint LineStatusRegister = 5;
    private const int HoldingRegisterEmpty = 5;

    /// <summary>What has to be mapped to use any of them; GENI's FIFO is at 0x700.</summary>
    public const uint RegisterBytes = 0x1000;

    /// <summary>Registers further apart than 8 bytes are a mistake in the tree.</summary>
    private const uint MaximumShift = 3;

    /// <summary>In <see cref="AccessBytes"/>: of 32 bits, the byte in the highest eight.</summary>
    public const byte BigEndianWord = 0x84;

    private readonly byte _shift = registerShift;

    public SerialPortKind Kind { get; } = kind;
    public PhysicalAddress Registers { get; } = registers;

    /// <summary>
    /// Anything but 1 and 2 means 4. Registers are at least as far apart as they are wide: tables in the field leave
    /// the distance out, and Device memory takes no access that is not aligned.
    /// </summary>
    public byte AccessBytes { get; } = accessBytes;
    public bool Exists => Kind != SerialPortKind.None;

    /// <summary>Whether its registers have to be mapped.</summary>
    public bool IsInMemory => Kind is not (SerialPortKind.None or SerialPortKind.DebugChannel);

    /// <summary>What it takes to send a byte.</summary>
    public SerialRegisters Layout
    {
        get
        {
            if (Kind != SerialPortKind.Uart8250)
            {
                return SerialFamilies.RegistersOf(Kind);
            }

            uint width = AccessBytes is 1 or 2 ? AccessBytes : 4u;
            return new SerialRegisters(
                0,
                LineStatusRegister * Math.Max(1u << _shift, width),
                HoldingRegisterEmpty,
                ready: true,
                width,
                width,
                isBigEndian: AccessBytes == BigEndianWord
            );
        }
    }

    /// <summary>Everything but the address in one cell of the boot record; only an 8250 needs more than its kind.
    /// </summary>
    public uint Cell =>
        Kind == SerialPortKind.Uart8250 ? (uint)Kind | (uint)_shift << 8 | (uint)AccessBytes << 16 : (uint)Kind;

    /// <returns>No port for a kind that a newer stub knows and we do not.</returns>
    public static SerialPort FromCell(uint cell, PhysicalAddress registers) =>
        (SerialPortKind)(byte)cell switch
        {
            SerialPortKind.None or >= SerialPortKind.Count => default,
            SerialPortKind.Uart8250 => new SerialPort(
                SerialPortKind.Uart8250,
                registers,
                (byte)(cell >> 8),
                (byte)(cell >> 16)
            ),
            _ => new SerialPort((SerialPortKind)(byte)cell, registers),
        };

    /// <summary>
    /// The node that <c>stdout-path</c> in <c>/chosen</c> names (Devicetree Specification v0.4, 3.6), or older names.
    /// </summary>
    public static SerialPort FromDeviceTree(in DeviceTreeBlob tree) =>
        tree.TryFindConsole(out DeviceTreeNode node) ? FromNode(in node) : default;

    /// <summary>
    /// Where the tree names no console: the port at the address that the firmware's console has, or, as most firmware
    /// does not tell that, the only one in the tree that can be it. A port with a node below it has a device at its
    /// other end (Linux, bindings/serial/serial.yaml).
    /// </summary>
    public static SerialPort FromFirmware(in DeviceTreeBlob tree, FirmwareUart uart)
    {
        SerialPort only = default;
        if (!uart.Exists)
        {
            return only;
        }

        foreach (DeviceTreeNode node in tree.Nodes)
        {
            if (
                node.IsAvailable
                && !node.Children.MoveNext()
                && FromNode(in node) is { Exists: true } port
                && (uart.Registers.Value == 0 || uart.Registers == port.Registers)
            )
            {
                if (only.Exists)
                {
                    return default;
                }

                only = port;
            }
        }

        return only;
    }

    private static SerialPort FromNode(in DeviceTreeNode node)
    {
        if (
            !node.TryGetProperty("compatible"u8, out DeviceTreeProperty compatible)
            || !node.TryGetRegister(0, out PhysicalAddress registers, out _)
        )
        {
            return default;
        }

        if (IsOneOf(in compatible, SerialFamilies.Wide8250s))
        {
            return new SerialPort(SerialPortKind.Uart8250, registers);
        }

        ReadOnlySpan<byte> families = SerialFamilies.Compatible;
        SerialPortKind kind = SerialPortKind.Pl011;
        for (; kind < SerialPortKind.Count; kind++)
        {
            int end = families.IndexOf((byte)'\n');
            if (IsOneOf(in compatible, families[..end]))
            {
                break;
            }

            families = families[(end + 1)..];
        }

        if (kind != SerialPortKind.Uart8250)
        {
            return kind == SerialPortKind.Count ? default : new SerialPort(kind, registers);
        }
        // As 8250.yaml has it: bytes side by side unless the tree says otherwise.
        uint shift = node.ReadCell("reg-shift"u8, 0),
            width = node.ReadCell("reg-io-width"u8, 1);
        return shift > MaximumShift
            ? default
            : new SerialPort(
                SerialPortKind.Uart8250,
                registers + node.ReadCell("reg-offset"u8, 0),
                (byte)shift,
                width == 4 && node.TryGetProperty("big-endian"u8, out _) ? BigEndianWord : (byte)width
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

    /// <summary>Serial Port Console Redirection table (Microsoft, SPCR), which ACPI platforms have instead.</summary>
    public static SerialPort FromAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer)
        where TMemory : struct, IPhysicalMemory =>
        tables.TryFind(rootPointer, "SPCR"u8, out ReadOnlySpan<byte> spcr) ? ConsoleRedirection.Decode(spcr) : default;
}
