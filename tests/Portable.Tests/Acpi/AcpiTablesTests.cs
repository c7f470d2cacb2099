using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Xunit;

namespace Keelson.Portable.Tests;

public class AcpiTablesTests
{
    private static int? Find(SimulatedAcpi acpi, string signature = "SPCR") =>
        acpi.Tables.TryFind(acpi.RootPointer, Encoding.ASCII.GetBytes(signature), out ReadOnlySpan<byte> table)
            ? table.Length
            : null;

    private static SimulatedAcpi Sound(out ulong spcr)
    {
        var acpi = new SimulatedAcpi();
        ulong facp = acpi.Add("FACP", new byte[240]);
        spcr = acpi.Add("SPCR", [1, 2, 3, 4, 5]);
        return acpi.Point(facp, spcr, acpi.Add("GTDT", []));
    }

    [Fact]
    public void Each_table_is_found_whole()
    {
        SimulatedAcpi acpi = Sound(out _);
        Assert.Equal((276, 41, 36), (Find(acpi, "FACP"), Find(acpi), Find(acpi, "GTDT")));
        Assert.Null(Find(acpi, "DBG2"));
    }

    [Fact]
    public void The_first_of_two_tables_is_returned()
    {
        var acpi = new SimulatedAcpi();
        acpi.Point(acpi.Add("SSDT", [1]), acpi.Add("SSDT", [1, 2]));
        Assert.Equal(37, Find(acpi, "SSDT"));
    }

    /// <summary>One bit anywhere in the root pointer, the XSDT or the table: its sum is wrong.</summary>
    [Fact]
    public void Every_checksum_counts()
    {
        SimulatedAcpi acpi = Sound(out ulong spcr);
        ulong xsdt = BinaryPrimitives.ReadUInt64LittleEndian(acpi.Bytes(SimulatedAcpi.Start + 24, 8));
        foreach ((ulong start, int length) in new[] { (SimulatedAcpi.Start, 36), (xsdt, 36 + 24), (spcr, 41) })
        {
            for (int i = 0; i < length; i++)
            {
                acpi.Bytes(start, length)[i] ^= 0x10;
                Assert.True(Find(acpi) is null, $"byte {i} of the table at {start:x}");
                acpi.Bytes(start, length)[i] ^= 0x10;
            }
        }
        Assert.Equal(41, Find(acpi));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Only_a_root_pointer_of_revision_2_has_an_XSDT(byte revision, bool isFound)
    {
        SimulatedAcpi acpi = Sound(out _);
        acpi.PointTo(BinaryPrimitives.ReadUInt64LittleEndian(acpi.Bytes(SimulatedAcpi.Start + 24, 8)), revision);
        Assert.Equal(isFound, Find(acpi) is not null);
    }

    [Fact]
    public void Unreadable_table_is_not_found()
    {
        SimulatedAcpi acpi = Sound(out ulong spcr);
        Assert.Null(Find(new SimulatedAcpi()));
        foreach (
            ulong address in (ulong[])[0, SimulatedAcpi.Start - 1, SimulatedAcpi.Start + (8 << 20) - 35, ulong.MaxValue]
        )
        {
            Assert.False(acpi.Tables.TryFind(new(address), "SPCR"u8, out _));
            Assert.Null(Find(new SimulatedAcpi().PointTo(address)));
            // One entry that leads nowhere keeps nobody from the next.
            Assert.Equal(41, Find(acpi.Point(address, spcr)));
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(35u)]
    [InlineData(0x10_0001u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_makes_no_sense_is_no_table(uint length)
    {
        SimulatedAcpi acpi = Sound(out ulong spcr);
        // Zeroes follow, so the sum stays right for any length that could be read.
        BinaryPrimitives.WriteUInt32LittleEndian(acpi.Bytes(spcr + 4, 4), length);
        acpi.Seal(spcr, 41, 9);
        Assert.Null(Find(acpi));
        SimulatedAcpi other = Sound(out _);
        ulong xsdt = BinaryPrimitives.ReadUInt64LittleEndian(other.Bytes(SimulatedAcpi.Start + 24, 8));
        BinaryPrimitives.WriteUInt32LittleEndian(other.Bytes(xsdt + 4, 4), length);
        other.Seal(xsdt, 60, 9);
        Assert.Null(Find(other));
    }

    [Fact]
    public void The_root_table_is_an_XSDT()
    {
        var acpi = new SimulatedAcpi();
        byte[] entries = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(entries, acpi.Add("SPCR", []));
        // Its entries have 32 bits, and this memory lies above.
        Assert.Null(Find(acpi.PointTo(acpi.Add("RSDT", entries))));
        Assert.Equal(36, Find(acpi.PointTo(acpi.Add("XSDT", [.. entries, 1, 2, 3]))));
    }

    [Theory]
    [InlineData(0, 40)]
    // What is there counts first.
    [InlineData(0x1000, null)]
    public void Without_an_XSDT_it_is_the_RSDT(ulong xsdt, int? length)
    {
        var acpi = new SimulatedAcpi(0x3c00_0000);
        byte[] entries = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(entries, (uint)acpi.Add("FACP", []));
        BinaryPrimitives.WriteUInt32LittleEndian(entries.AsSpan(8), (uint)acpi.Add("SPCR", new byte[4]));
        uint narrow = (uint)acpi.Add("RSDT", entries);
        BinaryPrimitives.WriteUInt32LittleEndian(acpi.Bytes(acpi.RootPointer.Value + 16, 4), narrow);
        Assert.Equal(length, Find(acpi.PointTo(xsdt)));
    }

    /// <summary>
    /// The largest XSDT there may be, each entry the largest table: sums are for the one that was asked for.
    /// </summary>
    [Fact]
    public void A_hostile_list_costs_no_more_than_its_length()
    {
        var acpi = new SimulatedAcpi();
        ulong large = acpi.Add("SSDT", new byte[0x10_0000 - 36]);
        acpi.Point([.. Enumerable.Repeat(large, (0x10_0000 - 36) / 8)]);
        Assert.Null(Find(acpi));
        Assert.InRange(acpi.ReadBytes, 0ul, 0x100_0000ul);
    }

    [Fact]
    public void A_table_that_lists_itself_is_read_once()
    {
        var acpi = new SimulatedAcpi();
        acpi.PointTo(SimulatedAcpi.Start + 0x40);
        byte[] self = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(self, SimulatedAcpi.Start + 0x40);
        BinaryPrimitives.WriteUInt64LittleEndian(self.AsSpan(8), SimulatedAcpi.Start + 0x40);
        Assert.Equal(SimulatedAcpi.Start + 0x40, acpi.Add("XSDT", self));
        Assert.Null(Find(acpi));
        Assert.Equal(52, Find(acpi, "XSDT"));
    }

    [Fact]
    public void Damage_is_never_followed_out_of_memory() =>
        Gen.Select(Gen.Int[0, 0x2ff], Gen.Byte)
            .Array[1, 8]
            .Sample(
                damage =>
                {
                    SimulatedAcpi acpi = Sound(out _);
                    foreach ((int at, byte value) in damage)
                    {
                        acpi.Bytes(SimulatedAcpi.Start, 0x300)[at] = value;
                    }

                    acpi.Seal(SimulatedAcpi.Start, 36, 32);
                    Find(acpi);
                },
                iter: 500
            );
}
