using System;
using System.Runtime.CompilerServices;

namespace Keelson.Text;

/// <summary>
/// Where the lines of an application go on when they are longer than a line's own memory: four of them at a time, each
/// until it is written. The products print nothing that long, and have none of it.
/// </summary>
internal static class LongText
{
    public const int CapacityBytes = 4096;
    private const int Slots = 4;

    [InlineArray(Slots * CapacityBytes)]
    private struct Memory
    {
        private byte _first;
    }

    private static Memory s_memory;
    private static uint s_taken;

    /// <summary>The build makes it true in applications (tools/Weaving), and what asks for it is dropped
    /// elsewhere.</summary>
    public static bool Exists => false;

    /// <returns>From 1; 0 when all are in use.</returns>
    public static int Take()
    {
        for (int slot = 1; slot <= Slots; slot++)
        {
            if ((s_taken & 1u << slot) == 0)
            {
                s_taken |= 1u << slot;
                return slot;
            }
        }
        return 0;
    }

    public static void Free(int slot) => s_taken &= ~(1u << slot);

    public static Span<byte> Slot(int slot) => ((Span<byte>)s_memory).Slice((slot - 1) * CapacityBytes, CapacityBytes);

    /// <summary>Puts the mark at the end of a full slot; one that has it keeps it.</summary>
    /// <returns>The length with it.</returns>
    public static int Cut(int slot, int length)
    {
        if (length != CapacityBytes)
        {
            return length;
        }

        Span<byte> bytes = Slot(slot);
        int last = CapacityBytes - 1;
        while ((bytes[last] & 0xc0) == 0x80)
        {
            last--;
        }

        bytes[last] = (byte)'~';
        return last + 1;
    }
}
