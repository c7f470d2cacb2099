using System.Buffers.Binary;
using Keelson.Memory;
using Xunit;

namespace Keelson.Portable.Tests;

public class PoisonTests
{
    private static byte[] Poisoned(int words)
    {
        byte[] memory = new byte[words * 8];
        for (int i = 0; i < words; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(memory.AsSpan(i * 8), Poison.Pattern);
        return memory;
    }

    [Fact]
    public void Every_byte_counts()
    {
        Assert.Equal(-1, Poison.FindFirstDamage(Poisoned(8)));
        for (int i = 0; i < 64; i++)
        {
            byte[] memory = Poisoned(8);
            memory[i] ^= 1;
            Assert.Equal(i / 8 * 8, Poison.FindFirstDamage(memory));
        }
    }
}
