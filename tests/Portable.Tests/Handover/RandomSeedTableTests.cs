using System.Buffers.Binary;
using CsCheck;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Little-endian, a size of 32 bits before a seed (Linux, include/linux/efi.h).</summary>
public class RandomSeedTableTests
{
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(32u, 32u)]
    [InlineData(512u, 512u)]
    [InlineData(513u, 0u)]
    [InlineData(uint.MaxValue, 0u)]
    public void A_seeds_size_is_believed_up_to_a_bound(uint size, uint expected)
    {
        byte[] header = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(header, size);
        Assert.Equal(expected, RandomSeedTable.SeedSizeOf(header));
    }

    [Fact]
    public void Both_seeds_are_there_and_nothing_else() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 40])
            .Sample(
                (seed, earlier) =>
                {
                    byte[] table = [.. Enumerable.Repeat((byte)0xcc, 4 + seed.Length + earlier.Length + 2)];
                    RandomSeedTable.Write(table, seed, earlier);
                    Assert.Equal(
                        [(byte)(seed.Length + earlier.Length), 0, 0, 0, .. seed, .. earlier, 0xcc, 0xcc],
                        table
                    );
                    Assert.Equal((uint)(seed.Length + earlier.Length), RandomSeedTable.SeedSizeOf(table));
                }
            );
}
