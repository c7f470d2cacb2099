using System.Buffers.Binary;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryAttributesAuditTests
{
    private const int Stride = 48;
    private const MemoryAttributes Code = MemoryAttributes.Runtime | MemoryAttributes.ReadOnly;
    private const MemoryAttributes Data = MemoryAttributes.Runtime | MemoryAttributes.ExecuteProtected;

    private static readonly MapEntry[] s_map =
    [
        MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x1000),
        new(MemoryType.RuntimeServicesCode, 0x5000_0000, 0x20, MapEntry.WriteBackRuntime),
        MapEntry.Runtime(0x5002_0000, 0x10),
        MapEntry.Device(0x0900_0000, 0x10),
    ];

    private static readonly MapEntry[] s_table =
    [
        new(MemoryType.RuntimeServicesCode, 0x5000_0000, 0x8, Code),
        new(MemoryType.RuntimeServicesCode, 0x5000_8000, 0x18, Data),
        new(MemoryType.RuntimeServicesData, 0x5002_0000, 0x10, Data),
    ];

    private static byte[] Table(MapEntry[] entries, uint version = 1, uint? count = null, uint stride = Stride)
    {
        byte[] table = [.. new byte[16], .. MapEntry.Write(entries, Stride)];
        BinaryPrimitives.WriteUInt32LittleEndian(table, version);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), count ?? (uint)entries.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(8), stride);
        return table;
    }

    private static List<(FindingId Id, ulong Start, ulong Other)> Audit(params MapEntry[] entries)
    {
        Assert.True(MemoryAttributesTable.TryCreate(Table(entries), out MemoryAttributesTable table));
        RecordedFindings findings = new();
        MemoryAttributesAudit.Run(table, MapEntry.View(MapEntry.Write(s_map, 40), 40), ref findings);
        return findings.All;
    }

    private static MapEntry[] With(int index, Func<MapEntry, MapEntry> change) =>
        [.. s_table.Select((entry, i) => i == index ? change(entry) : entry)];

    [Fact]
    public void A_sound_table_has_no_findings() => Assert.Empty(Audit(s_table));

    [Theory]
    [InlineData(0u, 3u, 48u)]
    [InlineData(3u, 3u, 48u)]
    [InlineData(1u, 0u, 48u)]
    [InlineData(1u, 4u, 48u)]
    [InlineData(1u, 3u, 39u)]
    [InlineData(1u, 3u, 52u)]
    [InlineData(1u, 0x0555_5556u, 48u)]
    [InlineData(1u, uint.MaxValue, uint.MaxValue)]
    public void A_header_that_promises_what_is_not_there_makes_no_table(uint version, uint count, uint stride) =>
        Assert.False(MemoryAttributesTable.TryCreate(Table(s_table, version, count, stride), out _));

    [Theory]
    [InlineData(0u, false)]
    [InlineData(2u, false)]
    [InlineData(3u, true)]
    [InlineData(uint.MaxValue, true)]
    public void A_version_after_those_that_are_known_is_told_from_a_wrong_one(uint version, bool isNewer) =>
        Assert.Equal(isNewer, MemoryAttributesTable.IsNewer(Table(s_table, version)));

    [Fact]
    public void A_table_that_ends_within_its_header_is_none()
    {
        for (int length = 0; length < 16; length++)
        {
            Assert.False(MemoryAttributesTable.TryCreate(Table(s_table).AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Entries_lie_in_one_region_of_their_type()
    {
        ulong code = s_table[0].Start;
        Assert.Contains(
            (FindingId.AttributesEntryOutsideMap, 0x9000_0000ul, 0ul),
            Audit(With(0, entry => entry with { Start = 0x9000_0000 }))
        );
        Assert.Contains(
            (FindingId.AttributesEntryType, code, code),
            Audit(With(0, entry => entry with { Type = MemoryType.RuntimeServicesData }))
        );
        Assert.Contains(
            (FindingId.AttributesEntryType, 0x4000_0000ul, 0x4000_0000ul),
            Audit(With(0, entry => entry with { Type = MemoryType.Conventional, Start = 0x4000_0000 }))
        );
        Assert.Contains(
            (FindingId.AttributesEntrySpansRegions, 0x5002_0000ul, 0x5002_0000ul),
            Audit(With(2, entry => entry with { PageCount = 0x11 }))
        );
    }

    [Theory]
    [InlineData(0x5000_0000ul, 0ul)]
    [InlineData(0x5000_0800ul, 8ul)]
    [InlineData(0xffff_ffff_ffff_f000ul, 2ul)]
    public void Entries_have_pages(ulong start, ulong pageCount) =>
        Assert.Contains(
            (FindingId.AttributesEntryRange, start, 0ul),
            Audit(With(0, entry => entry with { Start = start, PageCount = pageCount }))
        );

    [Fact]
    public void Entries_ascend_and_do_not_overlap()
    {
        Assert.Equal(
            [(FindingId.AttributesEntryOrder, s_table[0].Start, s_table[1].Start)],
            Audit(s_table[1], s_table[0], s_table[2])
        );
        Assert.Equal(
            [(FindingId.AttributesEntriesOverlap, s_table[1].Start, s_table[0].Start)],
            Audit(With(0, entry => entry with { PageCount = 9 }))
        );
    }

    [Theory]
    [InlineData(MemoryAttributes.Runtime, FindingId.AttributesEntryPermissions)]
    [InlineData(Data | MemoryAttributes.WriteBack, FindingId.AttributesEntryPermissions)]
    [InlineData(MemoryAttributes.ReadOnly, FindingId.AttributesEntryNotRuntime)]
    public void Entries_have_the_attributes_that_belong_there(MemoryAttributes attributes, FindingId expected) =>
        Assert.Equal(
            [(expected, s_table[1].Start, 0ul)],
            Audit(With(1, entry => entry with { Attributes = attributes }))
        );

    [Fact]
    public void Every_page_of_runtime_code_and_data_is_described() =>
        Assert.Equal(
            [(FindingId.AttributesIncomplete, 0x5000_0000ul, 0ul)],
            Audit(With(1, entry => entry with { PageCount = 0x17 }))
        );
}
