using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.DeviceTree;
using Keelson.Memory;

namespace Keelson.Platform;

/// <summary>The register layouts of serial ports that we can write to.</summary>
public enum SerialPortKind
{
    None = 0,
    /// <summary>Arm PrimeCell UART PL011, and the SBSA generic UART, which is the part of it that we use.</summary>
    Pl011,
}

/// <summary>The console that the platform names: found, not configured.</summary>
public readonly struct SerialPort(SerialPortKind kind, PhysicalAddress registers)
{
    // Serial port subtypes of the debug port table (Microsoft, DBG2, table 3), which SPCR revision 2 and later uses.
    private const byte SubtypePl011 = 0x03;
    private const byte SubtypeSbsa32 = 0x0d;
    private const byte SubtypeSbsa = 0x0e;
    private const int SpcrSizeBytes = 80;
    private const int SubtypeOffset = 36;
    private const int AddressSpaceOffset = 40;
    private const int AddressOffset = 44;

    public SerialPortKind Kind { get; } = kind;
    public PhysicalAddress Registers { get; } = registers;
    public bool Exists => Kind != SerialPortKind.None;

    /// <summary>The node that <c>stdout-path</c> in <c>/chosen</c> names (Devicetree Specification v0.4, 3.6).</summary>
    public static SerialPort FromDeviceTree(DeviceTreeBlob tree)
    {
        if (tree.TryFindStandardOutput(out DeviceTreeNode node, out _)
            && (node.IsCompatibleWith("arm,pl011"u8) || node.IsCompatibleWith("arm,sbsa-uart"u8))
            && node.TryGetRegister(0, out PhysicalAddress registers, out _))
            return new SerialPort(SerialPortKind.Pl011, registers);
        return default;
    }

    /// <summary>Serial Port Console Redirection table (Microsoft, SPCR), which ACPI platforms have instead.</summary>
    public static SerialPort FromAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer) where TMemory : struct, IPhysicalMemory
    {
        if (!tables.TryFind(rootPointer, "SPCR"u8, out ReadOnlySpan<byte> spcr) || spcr.Length < SpcrSizeBytes || spcr[AddressSpaceOffset] != 0)
            return default;
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(spcr[AddressOffset..]);
        return spcr[SubtypeOffset] is SubtypePl011 or SubtypeSbsa32 or SubtypeSbsa && address != 0
            ? new SerialPort(SerialPortKind.Pl011, new PhysicalAddress(address))
            : default;
    }
}
