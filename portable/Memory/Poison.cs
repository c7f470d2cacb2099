using System;
using System.Buffers.Binary;

namespace Keelson.Memory;

/// <summary>
/// Patch 7/8's proof: a pattern for memory that nobody may still rely on. As code it is undefined on arm64 enough to stop
/// whoever jumps there; as a pointer it is far outside any map; so firmware that kept a secret stake in boot-services memory shows itself.
/// </summary>
public static class Poison
{
    public const ulong Pattern = 0xa5a5_a5a5_a5a5_a5a5;

    /// <summary>The first 8-byte word of <paramref name="memory"/> that does not hold the pattern, or -1.</summary>
    public static int FindFirstDamage(ReadOnlySpan<byte> memory)
    {
        for (int i = 0; i + 8 <= memory.Length; i += 8)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(memory[i..]) != Pattern)
                return i;
        }
        return -1;
    }
}
