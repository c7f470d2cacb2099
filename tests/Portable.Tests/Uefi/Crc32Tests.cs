using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class Crc32Tests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xcbf43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414fa339u)]
    public void CRC32_of_published_check_values(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void CRC32_of_parts_equals_CRC32_of_the_whole() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 60])
            .Sample(
                (head, tail) =>
                {
                    Crc32 crc = Crc32.Start();
                    crc.Append(head);
                    crc.Append(tail);
                    return crc.Value == Crc32.Of([.. head, .. tail]);
                },
                iter: 200
            );

    [Fact]
    public void A_number_counts_as_its_eight_bytes_little_endian()
    {
        Crc32 crc = Crc32.Start();
        crc.Append(0x0123_4567_89ab_cdeful);
        Assert.Equal(Crc32.Of([0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01]), crc.Value);
    }

    /// <summary>A table of 120 bytes, the last twenty past what its header covers.</summary>
    private static byte[] Table(uint headerSizeBytes = 100)
    {
        byte[] table = [.. Enumerable.Range(1, 120).Select(i => (byte)i)];
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(12), headerSizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(16), 0);
        uint crc = Crc32.Of(table.AsSpan(0, (int)Math.Min(headerSizeBytes, 120)));
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(16), crc);
        return table;
    }

    [Fact]
    public void Every_bit_that_the_header_covers_counts_and_no_other()
    {
        Assert.True(TableHeader.HasValidCrc32(Table()));
        for (int i = 0; i < 120; i++)
        {
            byte[] table = Table();
            table[i] ^= 0x10;
            Assert.Equal(i >= 100, TableHeader.HasValidCrc32(table));
        }
    }

    [Theory]
    [InlineData(120u, true)]
    [InlineData(24u, true)]
    [InlineData(23u, false)]
    [InlineData(0u, false)]
    [InlineData(121u, false)]
    [InlineData(uint.MaxValue, false)]
    public void A_header_must_cover_itself_and_no_more_than_there_is(uint headerSizeBytes, bool valid) =>
        Assert.Equal(valid, TableHeader.HasValidCrc32(Table(headerSizeBytes)));

    [Fact]
    public void A_table_shorter_than_a_header_has_none() =>
        Assert.False(TableHeader.HasValidCrc32(Table().AsSpan(0, 23)));
}
