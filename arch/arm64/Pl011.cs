using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Memory;

namespace Keelson.Arch.Arm64;

/// <summary>
/// Output on an Arm PrimeCell UART (DDI 0183, 3.2) as the firmware left it set up. Registers are addressed as base and
/// offset, and read with <see cref="Volatile"/>: a plain read in a loop would be hoisted out of it.
/// </summary>
public readonly unsafe struct Pl011(VirtualAddress registers)
{
    private const ulong DataOffset = 0x00;
    private const ulong FlagOffset = 0x18;
    private const uint TransmitFifoFull = 1 << 5;
    /// <summary>A port that stays full for this long has no reader: lose the byte and not the boot.</summary>
    private const int MaximumPolls = 1_000_000;

    private readonly ulong _base = registers.Value;

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            WriteByte(text[i]);
    }

    private void WriteByte(byte value)
    {
        // SAFETY: the caller mapped the registers there as Device memory.
        for (int polls = 0; polls < MaximumPolls; polls++)
        {
            if ((Volatile.Read(ref Unsafe.AsRef<uint>((void*)(_base + FlagOffset))) & TransmitFifoFull) == 0)
                break;
        }
        Volatile.Write(ref Unsafe.AsRef<uint>((void*)(_base + DataOffset)), value);
    }
}
