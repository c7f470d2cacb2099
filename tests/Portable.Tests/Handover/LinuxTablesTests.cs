using System.Buffers.Binary;
using CsCheck;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Tables of Linux's own (include/linux/efi.h): little-endian, a size of 32 bits before a seed.</summary>
public class LinuxTablesTests
{
    [Fact]
    public void An_empty_reservation_table_is_zeroes_and_no_longer()
    {
        byte[] memory = [.. Enumerable.Repeat((byte)0xcc, 20)];
        MemoryReservationTable.Write(memory);
        Assert.Equal([.. new byte[16], 0xcc, 0xcc, 0xcc, 0xcc], memory);
    }

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
