using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.Smbios;
using Xunit;

namespace Keelson.Portable.Tests;

public class SmbiosTests
{
    /// <summary>Type 0 with three strings, type 2 without any, type 1 with two, the end.</summary>
    private static readonly byte[] s_table =
    [
        .. (byte[])[0, 9, 0, 0, 1, 2, 0, 0, 3],
        .. "EDK II\0unknown\0"u8,
        .. "02/02/2022\0\0"u8,
        .. (byte[])[2, 6, 1, 0, 1, 0, 0, 0],
        .. (byte[])[1, 6, 2, 0, 1, 2],
        .. "QEMU\0Virtual Machine\0\0"u8,
        .. (byte[])[127, 4, 3, 0, 0, 0],
    ];

    private static string Text(byte[] table, byte type, int offset) =>
        SmbiosStructure.TryFind(table, type, out SmbiosStructure structure)
            ? Encoding.ASCII.GetString(structure.Text(offset))
            : "none";

    [Theory]
    [InlineData(SmbiosStructure.Firmware, 4, "EDK II")]
    [InlineData(SmbiosStructure.Firmware, 5, "unknown")]
    [InlineData(SmbiosStructure.Firmware, 8, "02/02/2022")]
    [InlineData(SmbiosStructure.Firmware, 6, "")]
    [InlineData(SmbiosStructure.Firmware, 9, "")]
    [InlineData(SmbiosStructure.System, 4, "QEMU")]
    [InlineData(SmbiosStructure.System, 5, "Virtual Machine")]
    [InlineData(SmbiosStructure.Baseboard, 4, "")]
    [InlineData(3, 4, "none")]
    public void Strings_are_found_by_the_number_in_the_formatted_area(byte type, int offset, string expected) =>
        Assert.Equal(expected, Text(s_table, type, offset));

    [Theory]
    [InlineData("QEMU", "")]
    [InlineData("Virtual", " Machine")]
    [InlineData("Virtual Machine", "")]
    [InlineData("virtual", "")]
    [InlineData("Machine", "")]
    public void A_string_is_found_by_its_beginning(string prefix, string expected)
    {
        Assert.True(SmbiosStructure.TryFind(s_table, SmbiosStructure.System, out SmbiosStructure structure));
        Assert.Equal(expected, Encoding.ASCII.GetString(structure.FindText(Encoding.ASCII.GetBytes(prefix))));
    }

    [Fact]
    public void Whatever_is_cut_or_changed_ends_the_walk() =>
        Gen.Select(Gen.Int[0, s_table.Length], Gen.Int[0, s_table.Length - 1], Gen.Byte)
            .Sample(
                (length, at, value) =>
                {
                    byte[] table = [.. s_table];
                    table[at] = value;
                    foreach (byte type in (byte[])[0, 1, 2, 3, 127])
                    {
                        for (int offset = 0; offset < 10; offset++)
                        {
                            Text(table[..length], type, offset);
                        }
                    }
                }
            );

    /// <summary>A byte of it that gets another value; what an entry point calls its size may be more.</summary>
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(1, 3, false)]
    [InlineData(1, 255, false)]
    [InlineData(0, 127, true)]
    [InlineData(-6, 3, false)]
    public void Structures_are_chained_up_to_the_end_of_the_table(int at, byte value, bool expected)
    {
        byte[] table = [.. s_table, 0xff, 0xff];
        table[at < 0 ? s_table.Length + at : at] = value;
        Assert.Equal(expected, SmbiosStructure.AreChained(table));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, false)]
    [InlineData(9, false)]
    [InlineData(20, false)]
    public void A_table_without_an_end_is_chained_where_it_ends_with_a_structure(int length, bool expected) =>
        Assert.Equal(expected, SmbiosStructure.AreChained(s_table.AsSpan(0, length)));

    [Fact]
    public void The_structure_that_ends_a_table_need_not_be_there() =>
        Assert.True(SmbiosStructure.AreChained(s_table.AsSpan(0, s_table.Length - 6)));

    [Theory]
    [InlineData("_SM3_", 0x200u, 0x4000_0000ul, 0x200ul)]
    [InlineData("_SM_", 0x200u, 0x4000_0000ul, 0ul)]
    [InlineData("_SM3_", 0u, 0x4000_0000ul, 0ul)]
    [InlineData("_SM3_", 0x200000u, 0x4000_0000ul, 0ul)]
    [InlineData("_SM3_", 0x200u, ulong.MaxValue, 0ul)]
    public void The_entry_point_says_where_they_lie(string anchor, uint size, ulong start, ulong expected)
    {
        byte[] bytes = new byte[SmbiosEntryPoint.SizeBytes];
        Encoding.ASCII.GetBytes(anchor, bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), size);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), start);
        PhysicalRange range = SmbiosEntryPoint.Read(bytes);
        Assert.Equal(expected, range.IsEmpty ? 0 : range.SizeBytes);
        Assert.True(SmbiosEntryPoint.Read(bytes.AsSpan(0, 23)).IsEmpty);
    }
}
