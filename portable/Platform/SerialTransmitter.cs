using System;
using System.Runtime.CompilerServices;

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
        bool isPlain = SerialFamilies.WriteNothingElse(port.Kind);
        for (int i = 0; i < text.Length; i++)
        {
            int polls = 0;
            bool hasRoom;
            do
            {
                hasRoom =
                    (registers.Read(layout.StatusOffset, layout.StatusBytes) & layout.StatusMask) == layout.ReadyStatus;
            } while (!hasRoom && !isStuck && ++polls < MaximumPolls);

            isStuck = !hasRoom;
            if (isStuck)
            {
                continue;
            }

            if (!isPlain)
            {
                WriteAround(port.Kind, 0, registers);
            }

            registers.Write(layout.DataOffset, (uint)text[i] << layout.DataShift, layout.DataBytes);
            if (!isPlain)
            {
                WriteAround(port.Kind, SerialFamilies.FirstBehind, registers);
            }
        }
    }

    /// <param name="first">Of the writes of <see cref="SerialFamilies.TryGetWrite"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteAround<TRegisters>(SerialPortKind kind, int first, TRegisters registers)
        where TRegisters : struct, ISerialRegisters
    {
        for (int i = first; SerialFamilies.TryGetWrite(kind, i, out RegisterWrite write); i++)
        {
            registers.Write(write.Offset, write.Value, write.Bytes);
        }
    }
}
