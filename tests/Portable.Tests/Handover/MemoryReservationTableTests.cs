using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryReservationTableTests
{
    [Fact]
    public void An_empty_reservation_table_is_zeroes_and_no_longer()
    {
        byte[] memory = [.. Enumerable.Repeat((byte)0xcc, 20)];
        MemoryReservationTable.Write(memory);
        Assert.Equal([.. new byte[16], 0xcc, 0xcc, 0xcc, 0xcc], memory);
    }

    /// <summary>Room for entries, and entries.</summary>
    [Theory]
    [InlineData(0u, 0u, true, 16ul)]
    [InlineData(255u, 255u, true, 4096ul)]
    // Of a kernel with 64 KB pages.
    [InlineData(4095u, 1u, true, 65536ul)]
    [InlineData(4096u, 1u, false, 65552ul)]
    [InlineData(1u, 2u, false, 32ul)]
    [InlineData(uint.MaxValue, uint.MaxValue, false, 0x10_0000_0000ul)]
    public void A_node_has_no_more_entries_than_room_and_is_a_page_at_most(
        uint room,
        uint used,
        bool expected,
        ulong expectedBytes
    )
    {
        byte[] head = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(head, room);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), used);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(8), 0x4000_0000);
        Assert.Equal(
            expected,
            MemoryReservationTable.TryRead(head, out ulong sizeBytes, out uint count, out PhysicalAddress next)
        );
        Assert.Equal((expectedBytes, used, 0x4000_0000ul), (sizeBytes, count, next.Value));
    }

    /// <summary>The kernel runs from 0x5000 to 0x6000.</summary>
    [Theory]
    [InlineData(0x4000ul, 0x1000ul, true)]
    [InlineData(0x6000ul, 0x1000ul, true)]
    [InlineData(0x5800ul, 0ul, true)]
    [InlineData(0x4000ul, 0x1001ul, false)]
    [InlineData(0ul, 1ul << 48, false)]
    [InlineData(0xffff_ffff_ffff_f000ul, 0xffful, true)]
    [InlineData(0xffff_ffff_ffff_f000ul, 0x1000ul, false)]
    [InlineData(0xffff_ffff_ffff_f000ul, 1ul << 63, false)]
    public void A_reservation_is_a_range_that_the_kernel_does_not_run_in(ulong start, ulong sizeBytes, bool expected)
    {
        byte[] entry = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, start);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), sizeBytes);
        PhysicalRange image = PhysicalRange.FromSize(new PhysicalAddress(0x5000), 0x1000);
        Assert.Equal(expected, MemoryReservationTable.TryReadEntry(entry, image, out PhysicalRange range));
        Assert.True(!expected || (range.Start.Value, range.SizeBytes) == (start, sizeBytes));
    }
}
