using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

public class GranuleTests
{
    [Theory]
    // DDI 0487, D8.2: address bits per level of a 48-bit walk are 9/9/9/9, 1/11/11/11 and -/6/13/13.
    [InlineData(12, 0x1000, 9, 0, 512, 512)]
    [InlineData(14, 0x4000, 11, 0, 2, 2048)]
    [InlineData(16, 0x1_0000, 13, 1, 64, 8192)]
    public void Shape(int shift, ulong size, int bits, int start, int rootEntries, int entries)
    {
        Granule granule = Granules.Of(shift);
        Assert.Equal(shift, granule.PageShift);
        Assert.Equal(size, granule.PageSize);
        Assert.Equal(bits, granule.BitsPerLevel);
        Assert.Equal(start, granule.StartLevel);
        Assert.Equal(rootEntries, granule.EntriesPerTable(start));
        for (int level = start + 1; level <= 3; level++)
        {
            Assert.Equal(entries, granule.EntriesPerTable(level));
        }
    }

    [Theory]
    [InlineData(12, 3, 0x1000, false)]
    [InlineData(12, 2, 0x20_0000, true)]
    [InlineData(12, 1, 0x4000_0000, true)]
    [InlineData(12, 0, 0x80_0000_0000, false)]
    [InlineData(14, 3, 0x4000, false)]
    [InlineData(14, 2, 0x200_0000, true)]
    [InlineData(14, 1, 0x10_0000_0000, false)]
    [InlineData(14, 0, 0x8000_0000_0000, false)]
    [InlineData(16, 3, 0x1_0000, false)]
    [InlineData(16, 2, 0x2000_0000, true)]
    [InlineData(16, 1, 0x400_0000_0000, false)]
    public void Blocks(int shift, int level, ulong size, bool allowed)
    {
        Assert.Equal(size, Granules.Of(shift).BlockSize(level));
        Assert.Equal(allowed, Granules.Of(shift).AllowsBlock(level));
    }

    [Theory]
    [InlineData(12, 0b00, 0b10, 1)]
    [InlineData(14, 0b10, 0b01, 2)]
    [InlineData(16, 0b01, 0b11, 3)]
    public void Encodings(int shift, ulong tg0, ulong tg1, ulong imageFlag)
    {
        Granule granule = Granules.Of(shift);
        Assert.Equal(tg0, granule.LowerHalfEncoding);
        Assert.Equal(tg1, granule.UpperHalfEncoding);
        Assert.Equal(imageFlag, granule.ImageHeaderPageSize);
    }

    [Fact]
    public void Default_granule_is_4_KB() =>
        Assert.True(default(Granule) == Granule.Size4K && Granule.Size4K != Granule.Size64K);

    [Theory]
    // TGran4 is bits 31:28, TGran64 27:24, TGran16 23:20; ASIDBits 7:4, PARange 3:0.
    [InlineData(0x0000_1122, true, false, true, 40, 16)] // TGran4, TGran64 0: "yes", TGran16 0: "no" (Cortex-A53)
    [InlineData(0x0010_1125, true, true, true, 48, 16)] // all three
    [InlineData(0x0F10_0003, true, true, false, 42, 8)] // TGran64 0b1111: none; 8-bit ASIDs
    [InlineData(0xF000_0001, false, false, true, 36, 8)] // TGran4 0b1111: 64 KB only
    [InlineData(0x1020_0026, true, true, true, 48, 16)] // 52-bit forms of 4 KB and 16 KB; PARange 52 is used as 48
    [InlineData(0x8820_0007, false, true, false, 48, 8)] // any negative value is "no"; PARange 56 is used as 48
    [InlineData(0xFF00_0000, false, false, false, 32, 8)]
    [InlineData(0xFF00_0004, false, false, false, 44, 8)]
    // Fields above 32 bits (TGran16_2 and others, 0xF) are none of stage 1's business.
    [InlineData(0x0000_FFFF_0000_1122, true, false, true, 40, 16)]
    public void Support(ulong mmfr0, bool has4K, bool has16K, bool has64K, int physicalBits, int asidBits)
    {
        var features = new MemoryModelFeatures(mmfr0);
        Assert.Equal(has4K, features.Supports(Granule.Size4K));
        Assert.Equal(has16K, features.Supports(Granule.Size16K));
        Assert.Equal(has64K, features.Supports(Granule.Size64K));
        Assert.Equal(physicalBits, features.PhysicalAddressBits);
        Assert.Equal(asidBits, features.AsidBits);
    }
}
