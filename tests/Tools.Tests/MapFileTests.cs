using Keelson.Tools.Symbols;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class MapFileTests
{
    internal static readonly string[] Map =
    [
        " stub",
        "",
        " Preferred load address is 0000000140000000",
        "",
        " Start         Length     Name                   Class",
        " 0001:00000000 000001b0H .text                   CODE",
        "",
        "  Address         Publics by Value              Rva+Base               Lib:Object",
        "",
        " 0000:00000020       LINES_A_TURN               0000000140000020     <absolute>",
        " 0001:00000000       CleanToPoc                 0000000140001000     arch:Caches.obj",
        " 0001:00000000       AlsoCleanToPoc             0000000140001000     arch:Caches.obj",
        " 0001:00000040       Keelson_Stub_Keelson_Stub_EntryPoint__Boot 0000000140001040     stub.obj",
        " entry point at         0001:00000040",
        " Static symbols",
        " 0001:00000080       local                      0000000140001080     stub.obj",
    ];

    private static readonly MapFile s_map = MapFile.Parse(Map);

    [Theory]
    [InlineData(0x20, "(headers)")]
    [InlineData(0x1000, "CleanToPoc")]
    [InlineData(0x103c, "CleanToPoc")]
    [InlineData(0x1040, "Keelson.Stub.EntryPoint.Boot")]
    [InlineData(0x2000, "local")]
    public void An_offset_belongs_to_the_function_before_it(uint offset, string name) =>
        Assert.Equal(name, s_map.NameAt(offset));

    [Fact]
    public void A_function_ends_where_the_next_begins()
    {
        Assert.Equal((0x1000u, 0x1040u), s_map.Find("CleanToPoc"));
        Assert.Equal((0x1040u, 0x1080u), s_map.Find("Keelson.Stub.EntryPoint.Boot"));
        Assert.Null(s_map.Find("LINES_A_TURN"));
        Assert.Equal(0x1_4000_0000u, s_map.ImageBase);
    }

    [Fact]
    public void An_invalid_memory_map_is_refused() =>
        Assert.Throws<FormatException>(() => MapFile.Parse(["nothing of the kind"]));
}
