using System.Buffers.Binary;
using Keelson.Audits;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class ConfigurationTableAuditTests
{
    [Fact]
    public void A_root_pointer_has_its_signature_and_its_sum()
    {
        byte[] table = WithSum("RSD PTR "u8, 20, 8);
        AssertFragile(WellKnownGuids.Acpi20Table, table, 20);
    }

    [Fact]
    public void An_SMBIOS_3_entry_point_has_its_anchor_and_its_sum()
    {
        byte[] table = WithSum("_SM3_"u8, 24, 5);
        table[6] = 24;
        table[13] = 1;
        SetSum(table, 24, 5);
        AssertFragile(WellKnownGuids.Smbios3Table, table, 24);
    }

    [Theory]
    [InlineData(24, 1u, true)]
    [InlineData(24, 0x10_0000u, true)]
    [InlineData(24, 0u, false)]
    [InlineData(24, 0x10_0001u, false)]
    [InlineData(0, 1u, false)]
    [InlineData(25, 1u, true)]
    [InlineData(32, 1u, true)]
    [InlineData(33, 1u, false)]
    [InlineData(255, 1u, false)]
    public void An_SMBIOS_3_entry_point_says_how_long_it_and_its_structures_are(byte length, uint size, bool right)
    {
        byte[] table = new byte[40];
        "_SM3_"u8.CopyTo(table);
        table[6] = length;
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(12), size);
        SetSum(table, Math.Min((int)length, table.Length), 5);
        Assert.Equal(right, Is(WellKnownGuids.Smbios3Table, table));
        Assert.False(Is(WellKnownGuids.Smbios3Table, table[..Math.Max(0, Math.Min(length - 1, 40))]));
    }

    /// <summary>From revision 2 on there is a second sum, over 36 bytes.</summary>
    [Fact]
    public void A_root_pointer_of_revision_2_has_two_sums()
    {
        byte[] table = new byte[40];
        "RSD PTR "u8.CopyTo(table);
        table[15] = 2;
        table[24] = 77;
        SetSum(table, 20, 8);
        Assert.False(Is(WellKnownGuids.Acpi20Table, table));
        SetSum(table, 36, 32);
        Assert.True(Is(WellKnownGuids.Acpi20Table, table));
        Assert.False(Is(WellKnownGuids.Acpi20Table, table[..35]));
    }

    [Fact]
    public void A_table_says_how_long_it_is()
    {
        byte[] table = new byte[40];
        BinaryPrimitives.WriteUInt32LittleEndian(table, uint.MaxValue);
        Assert.Equal(
            16 + 40ul * uint.MaxValue,
            ConfigurationTableAudit.SizeOf(WellKnownGuids.SystemResourceTable, table)
        );
        Assert.Equal(1ul, ConfigurationTableAudit.SizeOf(WellKnownGuids.LinuxRandomSeed, table));
    }

    [Fact]
    public void A_device_tree_has_its_magic()
    {
        byte[] tree = new byte[ConfigurationTableAudit.BeginningBytes];
        BinaryPrimitives.WriteUInt32BigEndian(tree, 0xd00d_feed);
        BinaryPrimitives.WriteUInt32BigEndian(tree.AsSpan(4), 0x1_2345);
        Assert.Equal(0x1_2345ul, ConfigurationTableAudit.SizeOf(WellKnownGuids.DeviceTreeTable, tree));
        Assert.True(Is(WellKnownGuids.DeviceTreeTable, tree));
        Assert.False(Is(WellKnownGuids.DeviceTreeTable, tree[..39]));
        Assert.False(Is(WellKnownGuids.DeviceTreeTable, new byte[40]));
    }

    /// <summary>Later versions say themselves whether a reader of version 17 understands them.</summary>
    [Theory]
    [InlineData(17, 16, true)]
    [InlineData(16, 16, true)]
    [InlineData(17, 17, true)]
    [InlineData(99, 17, true)]
    [InlineData(99, 18, false)]
    [InlineData(3, 16, false)]
    public void A_device_tree_has_a_version_that_can_be_read(uint version, uint compatible, bool right)
    {
        byte[] tree = new byte[ConfigurationTableAudit.BeginningBytes];
        BinaryPrimitives.WriteUInt32BigEndian(tree, 0xd00d_feed);
        BinaryPrimitives.WriteUInt32BigEndian(tree.AsSpan(20), version);
        BinaryPrimitives.WriteUInt32BigEndian(tree.AsSpan(24), compatible);
        Assert.Equal(right, Is(WellKnownGuids.DeviceTreeTable, tree));
    }

    [Theory]
    [InlineData(0, 0, 1, true)]
    [InlineData(3, 3, 1, true)]
    [InlineData(4, 3, 1, false)]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0, 2, false)]
    public void A_resource_table_has_room_for_its_entries_and_version_1(
        uint count,
        uint room,
        ulong version,
        bool right
    )
    {
        byte[] table = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(table, count);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), room);
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(8), version);
        Assert.Equal(right, Is(WellKnownGuids.SystemResourceTable, table));
        Assert.False(Is(WellKnownGuids.SystemResourceTable, table[..15]));
    }

    [Fact]
    public void Others_begin_as_they_like() => Assert.True(Is(WellKnownGuids.LinuxRandomSeed, []));

    /// <summary>Any byte of the part that the sum is over counts.</summary>
    private static void AssertFragile(EfiGuid guid, byte[] table, int sizeBytes)
    {
        Assert.True(Is(guid, table));
        Assert.True(Is(guid, table[..sizeBytes]));
        Assert.False(Is(guid, table[..(sizeBytes - 1)]));
        Assert.All(
            Enumerable.Range(0, sizeBytes),
            at =>
            {
                byte[] changed = [.. table];
                changed[at] ^= 0x10;
                Assert.False(Is(guid, changed));
            }
        );
    }

    private static byte[] WithSum(ReadOnlySpan<byte> signature, int sizeBytes, int sumAt)
    {
        byte[] table = new byte[ConfigurationTableAudit.BeginningBytes];
        signature.CopyTo(table);
        table[sumAt + 5] = 0x5a;
        SetSum(table, sizeBytes, sumAt);
        return table;
    }

    private static void SetSum(byte[] table, int sizeBytes, int sumAt)
    {
        table[sumAt] = 0;
        table[sumAt] = (byte)-table[..sizeBytes].Sum(one => one);
    }

    private static bool Is(EfiGuid guid, byte[] beginning) => ConfigurationTableAudit.IsAsListed(guid, beginning);
}
