using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Addresses;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>
/// Output on a serial port as the firmware left it set up. Registers are addressed as base and offset, and read with
/// <see cref="Volatile"/>: a plain read in a loop would be hoisted out of it.
/// </summary>
/// <param name="port">Its layout.</param>
/// <param name="registers">Where its registers are mapped, as Device memory.</param>
public readonly struct SerialDriver(SerialPort port, VirtualAddress registers)
{
    /// <summary>A port that stays full for this long has no reader: lose the byte and not the boot.</summary>
    private const int MaximumPolls = 1_000_000;

    private readonly SerialPort _port = port;
    private readonly ulong _base = registers.Value;

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int polls = 0; polls < MaximumPolls && !_port.TakesAnother(Read(_port.StatusOffset)); polls++) { }
            WriteData(text[i]);
        }
    }

    // SAFETY: the caller mapped the registers there as Device memory.
    private unsafe uint Read(uint offset)
    {
        void* register = (void*)(_base + offset);
        return _port.AccessBytes switch
        {
            1 => Volatile.Read(ref Unsafe.AsRef<byte>(register)),
            2 => Volatile.Read(ref Unsafe.AsRef<ushort>(register)),
            _ => Volatile.Read(ref Unsafe.AsRef<uint>(register)),
        };
    }

    // SAFETY: as for Read.
    private unsafe void WriteData(byte value)
    {
        void* register = (void*)_base;
        if (_port.AccessBytes == 1)
        {
            Volatile.Write(ref Unsafe.AsRef<byte>(register), value);
        }
        else if (_port.AccessBytes == 2)
        {
            Volatile.Write(ref Unsafe.AsRef<ushort>(register), value);
        }
        else
        {
            Volatile.Write(ref Unsafe.AsRef<uint>(register), value);
        }
    }
}
