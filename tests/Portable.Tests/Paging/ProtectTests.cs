using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

public class ProtectTests
{
    private const ulong Physical = 0x13C0_0000;
    private const ulong Virtual = 0x2400_0000;

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Pages_get_new_permissions_and_keep_the_rest(int pageShift)
    {
        TestSpace space = Mapped(pageShift);
        ulong page = space.Page;
        Assert.Equal(ProtectError.None, space.Protect(Virtual + page, 2 * page, Protection.RuntimeCode.ReadOnly()));
        Assert.Equal(ProtectError.None, space.Protect(Virtual + 3 * page, page, Protection.RuntimeData));

        ProtectionCase[] expected =
        [
            Case("runtime code"),
            Case("runtime code, read-only"),
            Case("runtime code, read-only"),
            Case("runtime data"),
            Case("runtime code"),
        ];
        for (ulong index = 0; index < 5; index++)
        {
            space.AssertLeads(
                new Region(Virtual, Physical, 5 * page, expected[index], BlockPolicy.PagesOnly),
                Virtual + index * page + 0x123
            );
        }

        // Back to writable: permissions go both ways.
        Assert.Equal(ProtectError.None, space.Protect(Virtual, 5 * page, Protection.RuntimeCode));
        Assert.All(space.Leaves(), leaf => Assert.Equal(Protection.RuntimeCode, leaf.Protection));
    }

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Refused_Protect_changes_no_descriptor(int pageShift)
    {
        TestSpace space = Mapped(pageShift);
        ulong page = space.Page,
            readOnlySize = 5 * page;
        Protection readOnly = Protection.RuntimeCode.ReadOnly();
        ulong before = space.Space.Hash();

        Assert.Equal(ProtectError.EmptyRange, space.Protect(Virtual, 0, readOnly));
        Assert.Equal(ProtectError.Unaligned, space.Protect(Virtual + 0x800, page, readOnly));
        Assert.Equal(ProtectError.Unaligned, space.Protect(Virtual, page + 0x800, readOnly));
        Assert.Equal(ProtectError.AddressWrap, space.Protect(Virtual, ulong.MaxValue - page + 1, readOnly));
        Assert.Equal(ProtectError.VirtualOutsideHalf, space.Protect(0xFFFF_0000_0000_0000, page, readOnly));
        Assert.Equal(ProtectError.NotMapped, space.Protect(Virtual, readOnlySize + page, readOnly));
        Assert.Equal(ProtectError.NotMapped, space.Protect(Virtual - page, 2 * page, readOnly));
        Assert.Equal(ProtectError.NotPermissionsOnly, space.Protect(Virtual, page, Protection.RuntimeDevice));
        Assert.Equal(ProtectError.NotPermissionsOnly, space.Protect(Virtual, page, Protection.KernelText)); // nG
        Assert.Equal(before, space.Space.Hash());
    }

    [Theory]
    [InlineData(12, 0x20_0000), InlineData(14, 0x200_0000), InlineData(16, 0x2000_0000)]
    public void Blocks_are_refused_even_whole(int pageShift, ulong block)
    {
        var space = new TestSpace(pageShift);
        Assert.Equal(
            MapError.None,
            space.Map(0, 0x4000_0000, block, Protection.RuntimeData, BlockPolicy.BlocksAllowed)
        );
        ulong before = space.Space.Hash();
        Assert.Equal(ProtectError.BlockMapping, space.Protect(0x4000_0000, block, Protection.RuntimeData.ReadOnly()));
        Assert.Equal(
            ProtectError.BlockMapping,
            space.Protect(0x4000_0000, space.Page, Protection.RuntimeData.ReadOnly())
        );
        Assert.Equal(before, space.Space.Hash());
    }

    private static ProtectionCase Case(string name) => ProtectionCase.All.Single(item => item.Name == name);

    private static TestSpace Mapped(int pageShift)
    {
        var space = new TestSpace(pageShift);
        Assert.Equal(MapError.None, space.Map(Physical, Virtual, 5 * space.Page, Protection.RuntimeCode));
        return space;
    }
}
