using System;
using System.Buffers.Binary;

namespace Keelson.Platform;

/// <summary>Where the registers of a serial port are read and written.</summary>
public interface ISerialRegisters
{
    /// <param name="offset">Bytes from the first register.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    uint Read(uint offset, int bytes);

    /// <inheritdoc cref="Read"/>
    void Write(uint offset, uint value, int bytes);
}

/// <summary>Sends bytes on a port of any family, by polling, as the firmware left it set up.</summary>
public static class SerialTransmitter
{
    /// <summary>A port that stays full for this long has no reader: lose the byte and not the boot.</summary>
    private const int MaximumPolls = 1_000_000;

    /// <param name="port">Its layout.</param>
    /// <param name="registers">Its registers.</param>
    /// <param name="text">What is sent.</param>
    /// <param name="isStuck">Kept between calls: a port that once took no byte is asked once for each byte until it
    /// takes one again, so that a dead port costs one wait and not one a byte.</param>
    public static void Write<TRegisters>(
        SerialPort port,
        TRegisters registers,
        scoped ReadOnlySpan<byte> text,
        ref bool isStuck
    )
        where TRegisters : struct, ISerialRegisters
    {
        SerialRegisters layout = port.Layout;
        // Most families write nothing but the byte.
        bool hasBefore = SerialFamilies.TryGetBefore(port.Kind, 0, out _);
        bool hasAfter = SerialFamilies.TryGetAfter(port.Kind, out RegisterWrite after);
        for (int i = 0; i < text.Length; i++)
        {
            int polls = isStuck ? 1 : MaximumPolls;
            while (polls > 0 && !layout.TakesAnother(Read(registers, layout, layout.StatusOffset, layout.StatusBytes)))
            {
                polls--;
            }

            isStuck = polls == 0;
            if (isStuck)
            {
                continue;
            }

            for (int j = 0; hasBefore && SerialFamilies.TryGetBefore(port.Kind, j, out RegisterWrite before); j++)
            {
                registers.Write(before.Offset, before.Value, before.Bytes);
            }

            registers.Write(
                layout.DataOffset,
                layout.IsBigEndian ? BinaryPrimitives.ReverseEndianness((uint)text[i]) : text[i],
                layout.DataBytes
            );
            if (hasAfter)
            {
                registers.Write(after.Offset, after.Value, after.Bytes);
            }
        }
    }

    /// <summary>Big-endian registers are all of 32 bits.</summary>
    private static uint Read<TRegisters>(TRegisters registers, SerialRegisters layout, uint offset, int bytes)
        where TRegisters : struct, ISerialRegisters
    {
        uint value = registers.Read(offset, bytes);
        return layout.IsBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
