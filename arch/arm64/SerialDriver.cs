using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Addresses;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>
/// The registers of a serial port. They are addressed as base and offset, and read with <see cref="Volatile"/>: a plain
/// read in a loop would be hoisted out of it.
/// </summary>
/// <param name="port">Its layout.</param>
/// <param name="registers">Where its registers are mapped, as Device memory.</param>
public readonly struct SerialDriver(SerialPort port, VirtualAddress registers) : ISerialRegisters
{
    private readonly SerialPort _port = port;
    private readonly ulong _base = registers.Value;

    /// <inheritdoc cref="SerialTransmitter.Write"/>
    public void Write(scoped ReadOnlySpan<byte> text, ref bool isStuck) =>
        SerialTransmitter.Write(_port, this, text, ref isStuck);

    // SAFETY: the caller mapped the registers there as Device memory.
    public unsafe uint Read(uint offset, int bytes)
    {
        if (_port.Kind == SerialPortKind.DebugChannel)
        {
            return DebugChannel.ReadStatus();
        }
        void* register = (void*)(_base + offset);
        return bytes >= 4 ? Volatile.Read(ref Unsafe.AsRef<uint>(register))
            : bytes == 2 ? Volatile.Read(ref Unsafe.AsRef<ushort>(register))
            : Volatile.Read(ref Unsafe.AsRef<byte>(register));
    }

    // SAFETY: as for Read.
    public unsafe void Write(uint offset, uint value, int bytes)
    {
        if (_port.Kind == SerialPortKind.DebugChannel)
        {
            DebugChannel.Write(value);
            return;
        }
        void* register = (void*)(_base + offset);
        if (bytes >= 4)
        {
            Volatile.Write(ref Unsafe.AsRef<uint>(register), value);
        }
        else if (bytes == 2)
        {
            Volatile.Write(ref Unsafe.AsRef<ushort>(register), (ushort)value);
        }
        else
        {
            Volatile.Write(ref Unsafe.AsRef<byte>(register), (byte)value);
        }
    }
}
