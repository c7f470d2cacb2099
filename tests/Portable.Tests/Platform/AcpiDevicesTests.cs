using System.Buffers.Binary;
using System.Text;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Each kind of structure that names a device by its address, and what lies just beside it.</summary>
public sealed class AcpiDevicesTests
{
    private const ulong Device = 0x9_0100_0000;
    private const int HeaderBytes = 36;

    [Theory]
    [InlineData("SPCR", 44, 0x1_0000)]
    [InlineData("GTDT", 36, 0x1_0000)]
    [InlineData("GTDT", 80, 0x1_0000)]
    // Two structures from 96 on: a block of timers of 20 bytes, and a watchdog.
    [InlineData("GTDT", 96 + 4, 0x1_0000)]
    [InlineData("GTDT", 96 + 20 + 4, 0x1_0000)]
    [InlineData("GTDT", 96 + 20 + 12, 0x1_0000)]
    // From 44 on: a CPU interface of 80 bytes, a distributor and a message frame of 24, redistributors, an ITS.
    [InlineData("APIC", 44 + 32, 0x1_0000)]
    [InlineData("APIC", 44 + 40, 0x1_0000)]
    [InlineData("APIC", 44 + 48, 0x1_0000)]
    [InlineData("APIC", 44 + 60, 0x2_0000)]
    [InlineData("APIC", 44 + 80 + 8, 0x1_0000)]
    [InlineData("APIC", 44 + 104 + 8, 0x1_0000)]
    [InlineData("APIC", 44 + 128 + 4, 0xf6_0000)]
    [InlineData("APIC", 44 + 144 + 8, 0x2_0000)]
    // From 44 on: a port of two addresses at 22.
    [InlineData("DBG2", 44 + 22 + 4, 0x1_0000)]
    [InlineData("DBG2", 44 + 34 + 4, 0x1_0000)]
    public void A_device_is_found_from_its_first_byte_to_its_last(string name, int offset, uint sizeBytes)
    {
        byte[] table = Table(name);
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(offset), Device);
        Assert.Equal("ACPI " + name, Find(name, table, Device));
        Assert.Equal("ACPI " + name, Find(name, table, Device + sizeBytes - 1));
        Assert.Equal("", Find(name, table, Device - 1));
        Assert.Equal("", Find(name, table, Device + sizeBytes));
    }

    /// <summary>Buses 2 to 3, of which the address is that of bus 0 (PCI Firmware Specification, 4.1.2).</summary>
    [Fact]
    public void Configuration_space_is_that_of_the_buses_it_has()
    {
        byte[] table = Table("MCFG");
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(60), Device);
        table[70] = 2;
        table[71] = 3;
        Assert.Equal("", Find("MCFG", table, Device + 0x1f_ffff));
        Assert.Equal("ACPI MCFG", Find("MCFG", table, Device + 0x20_0000));
        Assert.Equal("ACPI MCFG", Find("MCFG", table, Device + 0x3f_ffff));
        Assert.Equal("", Find("MCFG", table, Device + 0x40_0000));
    }

    /// <summary>Zero is no address, and all ones are a register that the machine lacks (ACPI 6.5, 5.2.25).</summary>
    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    public void A_register_that_is_not_there_is_no_device(ulong address)
    {
        byte[] table = Table("GTDT");
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(36), address);
        Assert.Equal("", Find("GTDT", table, 0));
        Assert.Equal("", Find("GTDT", table, 0x1000));
        Assert.Equal("", Find("GTDT", table, ulong.MaxValue - 1));
    }

    /// <summary>A length of nothing does not go round for ever, and one too large is not read.</summary>
    [Theory]
    [InlineData("SPCR")]
    [InlineData("DBG2")]
    [InlineData("GTDT")]
    [InlineData("APIC")]
    [InlineData("MCFG")]
    public void A_table_cut_anywhere_or_of_any_one_byte_ends_the_search(string name)
    {
        byte[] table = Table(name);
        for (int length = HeaderBytes; length <= table.Length; length++)
        {
            _ = Find(name, table[..length], Device);
        }
        for (int at = HeaderBytes; at < table.Length; at++)
        {
            foreach (byte value in (byte[])[0, 1, 3, 0x7f, 0xff])
            {
                byte[] other = [.. table];
                other[at] = value;
                _ = Find(name, other, Device);
            }
        }
    }

    private static string Find(string name, byte[] table, ulong address)
    {
        SimulatedAcpi acpi = new();
        acpi.Point(acpi.Add("FACP", new byte[232]), acpi.Add(name, table[HeaderBytes..]));
        PhysicalRange range = new(new PhysicalAddress(address), new PhysicalAddress(address + 1));
        return Encoding.ASCII.GetString(AcpiDevices.Find(acpi.Tables, acpi.RootPointer, range));
    }

    /// <summary>The structures that a table of this name can have, without an address in any.</summary>
    private static byte[] Table(string name)
    {
        byte[] table = new byte[256];
        switch (name)
        {
            case "DBG2":
                table[36] = 44;
                table[40] = 1;
                // One port: length, two addresses, and where they are.
                table[45] = 80;
                table[47] = 2;
                table[44 + 18] = 22;
                return table[..124];
            case "GTDT":
                table[88] = 2;
                table[92] = 96;
                table[97] = 20;
                table[116] = 1;
                table[117] = 28;
                return table[..144];
            case "APIC":
                Structure(44, 0xb, 80);
                Structure(124, 0xc, 24);
                Structure(148, 0xd, 24);
                Structure(172, 0xe, 16);
                BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(172 + 12), 0xf6_0000);
                Structure(188, 0xf, 20);
                return table[..208];
            case "MCFG":
                return table[..76];
            default:
                return table[..80];
        }

        void Structure(int at, byte type, byte length)
        {
            table[at] = type;
            table[at + 1] = length;
        }
    }
}
