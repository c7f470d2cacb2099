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
}
