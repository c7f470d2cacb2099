using CsCheck;
using Keelson.Addresses;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

public class DescriptorTests
{
    /// <summary>
    /// Pages at 0x40001000, added up by hand: type 3, AttrIndx from bit 2, RO 0x80, SH 0x300 or 0x200, AF 0x400, nG
    /// 0x800; at the top DBM 0x0008, PXN 0x0020, UXN 0x0040.
    /// </summary>
    public static TheoryData<string, ulong, ulong> Golden =>
        new()
        {
            { "kernel text", Protection.KernelText.Bits, 0x0040_0000_4000_1783 },
            { "kernel read-only data", Protection.KernelReadOnlyData.Bits, 0x0060_0000_4000_1783 },
            { "kernel data", Protection.KernelData.Bits, 0x0068_0000_4000_1703 },
            { "kernel device", Protection.KernelDevice.Bits, 0x0068_0000_4000_160F },
            { "runtime code", Protection.RuntimeCode.Bits, 0x0048_0000_4000_1F03 },
            { "runtime data", Protection.RuntimeData.Bits, 0x0068_0000_4000_1F03 },
            {
                "runtime data, write-combining",
                Protection.RuntimeData.WithKind(MemoryKind.NormalNonCacheable).Bits,
                0x0068_0000_4000_1F07
            },
            { "runtime device", Protection.RuntimeDevice.Bits, 0x0068_0000_4000_1E0B },
        };

    [Theory, MemberData(nameof(Golden))]
    public void Pages_have_golden_bits(string name, ulong bits, ulong expected)
    {
        Assert.NotEmpty(name);
        var page = Descriptor.Page(new PhysicalAddress(0x4000_1000), Protection.FromBits(bits));
        Assert.Equal(expected, page.Value);
        Assert.Equal(0x4000_1000UL, page.Output.Value);
        Assert.Equal(bits, page.Protection.Bits);
    }

    [Fact]
    public void Blocks_and_tables_have_golden_bits()
    {
        Assert.Equal(
            0x0068_0000_4020_0701UL,
            Descriptor.Block(new PhysicalAddress(0x4020_0000), Protection.KernelData).Value
        );
        // UXNTable, bit 60, and APTable[0], bit 61.
        Assert.Equal(0x3000_0000_4000_1003UL, Descriptor.Table(new PhysicalAddress(0x4000_1000)).Value);
    }

    [Theory]
    [InlineData(0, 0, DescriptorKind.Invalid)]
    [InlineData(2, 1, DescriptorKind.Invalid)]
    [InlineData(1, 2, DescriptorKind.Block)]
    [InlineData(3, 2, DescriptorKind.Table)]
    [InlineData(3, 3, DescriptorKind.Page)]
    [InlineData(1, 3, DescriptorKind.Invalid)] // reserved at level 3
    public void Descriptor_kind_depends_on_the_level(ulong value, int level, DescriptorKind expected) =>
        Assert.Equal(expected, new Descriptor(value).KindAt(level));

    [Fact]
    public void ReadOnly_takes_the_dirty_bit_modifier_away_as_well()
    {
        foreach (ProtectionCase item in ProtectionCase.All)
        {
            Protection readOnly = item.Protection.ReadOnly();
            Assert.True(readOnly.IsReadOnly);
            Assert.Equal(1UL << 7, readOnly.Bits & (1UL << 7 | 1UL << 51));
            // Nothing else moves, and the writable ones really had bit 51 to lose.
            Assert.Equal(item.Writable ? 1UL << 7 | 1UL << 51 : 0, readOnly.Bits ^ item.Protection.Bits);
        }
    }

    [Fact]
    public void Modifiers_commute_and_touch_only_their_own_bits() =>
        Gen.Select(Gen.Int[0, ProtectionCase.All.Length - 1], Gen.Enum<MemoryKind>())
            .Sample(
                (index, kind) =>
                {
                    Protection start = ProtectionCase.All[index].Protection;
                    Assert.True(
                        start.ReadOnly().NonGlobal().NeverExecute() == start.NeverExecute().ReadOnly().NonGlobal()
                    );
                    Assert.True(start.WithKind(kind).ReadOnly() == start.ReadOnly().WithKind(kind));
                    Assert.Equal(kind, start.WithKind(kind).Kind);
                    Assert.True(start.WithKind(kind).WithKind(start.Kind) == start);
                    Assert.True(start.NonGlobal().IsNonGlobal && start.NonGlobal().IsExecutable == start.IsExecutable);
                    Assert.False(start.NeverExecute().IsExecutable);
                }
            );
}
