using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Which of the tables that a root pointer leads to are none, each once.</summary>
public class AcpiFaultTests
{
    private const ulong Nowhere = 0x7fff_0000_0000;

    [Fact]
    public void Sound_tables_have_no_fault()
    {
        var acpi = new SimulatedAcpi();
        ulong definitions = acpi.Add("DSDT", []);
        // The narrow pointer has 32 bits, and this memory lies above.
        acpi.Point(Description(acpi, 0, definitions), acpi.Add("SSDT", []));
        Assert.Empty(FaultsOf(acpi));
    }

    /// <summary>The wider pointer counts where it is set.</summary>
    [Fact]
    public void A_DSDT_in_no_memory_is_one()
    {
        var acpi = new SimulatedAcpi();
        ulong definitions = acpi.Add("DSDT", []),
            other = acpi.Add("SSDT", []);
        acpi.Point(
            Description(acpi, definitions, Nowhere),
            Description(acpi, 0x1000, 0),
            Description(acpi, 0, 0),
            Description(acpi, 0, other),
            acpi.Add("FACP", new byte[3])
        );
        Assert.Equal([(Nowhere, false), (0x1000, false), (0, false), (other, true), (0, false)], FaultsOf(acpi));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(Nowhere)]
    [InlineData(ulong.MaxValue)]
    [InlineData(SimulatedAcpi.Start - 1)]
    [InlineData(SimulatedAcpi.Start + (8 << 20) - 35)]
    public void An_XSDT_in_no_memory_is_one(ulong address) =>
        Assert.Equal([(address, false)], FaultsOf(new SimulatedAcpi().PointTo(address)));

    /// <summary>Kernels go by it then, so nothing is lost.</summary>
    [Fact]
    public void An_RSDT_in_place_of_the_XSDT_is_a_fault_of_the_root_pointer_alone()
    {
        var acpi = new SimulatedAcpi(0x3c00_0000);
        ulong narrow = acpi.Add("RSDT", new byte[4]);
        acpi.PointTo(0);
        BinaryPrimitives.WriteUInt32LittleEndian(acpi.Bytes(acpi.RootPointer.Value + 16, 4), (uint)narrow);
        acpi.PointTo(0);
        Assert.Equal([(0ul, true)], FaultsOf(acpi));
        acpi.Bytes(narrow, 1)[0] = (byte)'X';
        Assert.Equal([(narrow, true)], FaultsOf(acpi));
    }

    [Fact]
    public void A_list_that_ends_within_an_entry_is_one_and_its_entries_are_followed()
    {
        var acpi = new SimulatedAcpi();
        byte[] entries = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(entries, Nowhere);
        ulong list = acpi.Add("XSDT", entries);
        Assert.Equal([(list, true), (Nowhere, false)], FaultsOf(acpi.PointTo(list)));
    }

    [Fact]
    public void Entries_of_an_RSDT_are_told_as_that()
    {
        var acpi = new SimulatedAcpi(0x3c00_0000);
        ulong narrow = acpi.Add("RSDT", [0, 0, 0, 0xf0]);
        acpi.PointTo(0);
        BinaryPrimitives.WriteUInt32LittleEndian(acpi.Bytes(acpi.RootPointer.Value + 16, 4), (uint)narrow);
        acpi.PointTo(0);
        int next = 0;
        Assert.True(acpi.Tables.TryFindFault(acpi.RootPointer, ref next, out AcpiFault fault));
        Assert.False(fault.IsNarrow);
        Assert.True(acpi.Tables.TryFindFault(acpi.RootPointer, ref next, out fault));
        Assert.Equal((0xf000_0000ul, true), (fault.Address.Value, fault.IsNarrow));
    }

    [Fact]
    public void Memory_that_is_no_XSDT_is_one()
    {
        var acpi = new SimulatedAcpi();
        ulong other = acpi.Add("SSDT", []);
        Assert.Equal([(other, true)], FaultsOf(acpi.PointTo(other)));
    }

    [Fact]
    public void An_XSDT_with_a_wrong_sum_is_one_and_its_entries_are_not_followed()
    {
        var acpi = new SimulatedAcpi();
        acpi.Point(Nowhere);
        ulong xsdt = BinaryPrimitives.ReadUInt64LittleEndian(acpi.Bytes(SimulatedAcpi.Start + 24, 8));
        acpi.Bytes(xsdt, 36)[20] ^= 1;
        Assert.Equal([(xsdt, true)], FaultsOf(acpi));
    }

    [Fact]
    public void Each_entry_that_leads_nowhere_or_to_no_table_is_one()
    {
        var acpi = new SimulatedAcpi();
        ulong sound = acpi.Add("MCFG", []),
            damaged = acpi.Add("GTDT", new byte[8]),
            cut = acpi.Add("SPCR", []);
        acpi.Bytes(damaged, 44)[40] ^= 1;
        BinaryPrimitives.WriteUInt32LittleEndian(acpi.Bytes(cut + 4, 4), 35);
        acpi.Point(Nowhere, sound, damaged, 1, cut);
        Assert.Equal([(Nowhere, false), (damaged, true), (1, false), (cut, true)], FaultsOf(acpi));
    }

    [Fact]
    public void An_entry_of_0_is_passed_over_as_by_kernels()
    {
        var acpi = new SimulatedAcpi();
        acpi.Point(0, acpi.Add("MCFG", []), 0, Nowhere, 0);
        Assert.Equal([(Nowhere, false)], FaultsOf(acpi));
    }

    /// <summary>Longer than what is ever read; all of it has to be there.</summary>
    [Theory]
    [InlineData(0x20_0000u, false)]
    [InlineData(0x80_0000u, true)]
    [InlineData(uint.MaxValue, true)]
    public void A_table_that_is_too_long_to_be_read_is_none_where_it_leaves_memory(uint length, bool isFault)
    {
        var acpi = new SimulatedAcpi();
        ulong table = acpi.Add("SSDT", []);
        BinaryPrimitives.WriteUInt32LittleEndian(acpi.Bytes(table + 4, 4), length);
        acpi.Point(table);
        Assert.Equal(isFault ? [(table, true)] : [], FaultsOf(acpi));
    }

    /// <summary>Whether the root pointer itself is one is asked where all tables are asked it.</summary>
    [Fact]
    public void A_root_pointer_that_is_none_leads_nowhere()
    {
        var acpi = new SimulatedAcpi();
        acpi.PointTo(Nowhere, revision: 1);
        Assert.Empty(FaultsOf(acpi));
        acpi.PointTo(Nowhere);
        acpi.Bytes(SimulatedAcpi.Start, 36)[35] ^= 1;
        Assert.Empty(FaultsOf(acpi));
    }

    [Fact]
    public void A_hostile_list_has_an_end()
    {
        var acpi = new SimulatedAcpi();
        acpi.Point([.. Enumerable.Repeat(Nowhere, 1000)]);
        Assert.Equal(256, FaultsOf(acpi).Length);
    }

    /// <summary>A FADT, with DSDT and X_DSDT.</summary>
    private static ulong Description(SimulatedAcpi acpi, ulong definitions, ulong wideDefinitions)
    {
        byte[] body = new byte[240];
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(40 - 36), (uint)definitions);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(140 - 36), wideDefinitions);
        return acpi.Add("FACP", body);
    }

    private static (ulong Address, bool IsInMemory)[] FaultsOf(SimulatedAcpi acpi)
    {
        List<(ulong, bool)> faults = [];
        int next = 0;
        while (acpi.Tables.TryFindFault(acpi.RootPointer, ref next, out AcpiFault fault))
        {
            faults.Add((fault.Address.Value, fault.IsInMemory));
        }

        Assert.InRange(next, 0, AcpiTables<SimulatedAcpi.Memory>.FirstEntry + 8 * 1000);
        return [.. faults];
    }
}
