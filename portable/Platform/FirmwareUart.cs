using System;
using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.DevicePaths;

namespace Keelson.Platform;

/// <summary>
/// The UART that the firmware's own console writes to, as the device path of that console tells it (UEFI 2.10, 12.1 and
/// 10.3.4.15). A driver may say where its registers are by a memory-mapped node in front (10.3.2.3); most say no more
/// than their own GUID, or a number within ACPI's namespace.
/// </summary>
/// <param name="exists">Whether the console is a UART at all.</param>
/// <param name="registers">0 where the path does not tell.</param>
public readonly struct FirmwareUart(bool exists, PhysicalAddress registers)
{
    private const byte Hardware = 1,
        MemoryMapped = 3,
        Messaging = 3,
        Uart = 14;

    /// <summary>Of a memory-mapped node: header, memory type, first and last address.</summary>
    private const int StartOffset = 8,
        MemoryMappedBytes = 24;

    public bool Exists { get; } = exists;
    public PhysicalAddress Registers { get; } = registers;

    /// <param name="console">The path of one console, from its first node.</param>
    public static FirmwareUart FromDevicePath(DevicePath console)
    {
        ulong registers = 0;
        while (console.TryNext())
        {
            ReadOnlySpan<byte> node = console.Node;
            if (node[0] == Messaging && node[1] == Uart)
            {
                return new FirmwareUart(true, new PhysicalAddress(registers));
            }

            if (node[0] == Hardware && node[1] == MemoryMapped && node.Length >= MemoryMappedBytes)
            {
                registers = BinaryPrimitives.ReadUInt64LittleEndian(node[StartOffset..]);
            }
        }

        return default;
    }
}
