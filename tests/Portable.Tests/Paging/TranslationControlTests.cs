using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>Register values added up by hand from the field tables of DDI 0487, D24.2.</summary>
public class TranslationControlTests
{
    [Theory]
    // Each half: TnSZ 0x10, IRGN 0x100, ORGN 0x400, SH 0x3000, which is 0x3510, and TG in the top two bits:
    //   TG0  4K 0x0000 -> 3510   16K 0x8000 -> B510   64K 0x4000 -> 7510
    //   TG1  4K 0x8000 -> B510   16K 0x4000 -> 7510   64K 0xC000 -> F510
    // Above: IPS (0 to 5) and AS = 0x10.
    [InlineData(12, 12, 0x0000_1125, 0x15_B510_3510)]
    [InlineData(14, 14, 0x0010_1125, 0x15_7510_B510)]
    [InlineData(16, 16, 0x0000_1125, 0x15_F510_7510)]
    [InlineData(16, 14, 0x0010_1102, 0x02_7510_7510)] // 40-bit addresses, 8-bit ASIDs, a granule for each half
    [InlineData(12, 16, 0x0000_1120, 0x10_F510_3510)] // 32-bit addresses
    [InlineData(12, 12, 0x1020_1126, 0x15_B510_3510)] // 52-bit addresses, used as 48
    public void TCR_values_match_the_golden_values(int lower, int upper, ulong mmfr0, ulong expected) =>
        Assert.Equal(expected, For(lower, upper, mmfr0).Value);

    [Fact]
    public void Attribute_bytes_stand_where_the_kinds_point()
    {
        // Byte 0 Normal write-back 0xFF, byte 1 Normal non-cacheable 0x44, byte 2 Device-nGnRE 0x04, 3 nGnRnE 0.
        Assert.Equal(0x04_44FFUL, MemoryAttributeIndirection.Value);
        Assert.Equal(0, (int)MemoryKind.NormalWriteBack);
        Assert.Equal(1, (int)MemoryKind.NormalNonCacheable);
        Assert.Equal(2, (int)MemoryKind.DeviceNGnRE);
        Assert.Equal(3, (int)MemoryKind.DeviceNGnRnE);
    }

    private static TranslationControl For(int lower, int upper, ulong mmfr0) =>
        TranslationControl.For(Granules.Of(lower), Granules.Of(upper), new MemoryModelFeatures(mmfr0));
}
