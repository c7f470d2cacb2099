using Keelson.Paging;
using Keelson.Tools.Matrix;
using Keelson.Tools.Pages;
using Keelson.Tools.Reports;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Tools.Tests;

public class MachineMapsTests
{
    private static readonly string[] s_lines =
    [
        "# map 0x7c440000 0x80000 RuntimeServicesCode 0x800000000000000f 0x20000000",
        "# map 0x40000000 0x100000 ConventionalMemory 0xf 0x0",
        "# map 0x40100000 0x100000 ConventionalMemory 0xf 0x0",
        "# map 0x40200000 0x1000 BootServicesData 0xf 0x0",
        "# map 0x4000000 0x4000000 MemoryMappedIO 0x8000000000000001 0xffffffffffffffff",
        "# map 0x40200000 0x1000 BootServicesData 0xf",
        "# mapping 0x20000000 0x7c440000 0x80000 128 0 Normal-WB x",
        "# mapping 0x20800000 0x4000000 0x4000000 0 32 Device-nGnRE -",
        "# map 0x50000000 0x1000 NoSuchType 0xf 0x0",
        "# mapped by nobody",
    ];

    [Fact]
    public void Lines_become_regions_in_ascending_order_and_pieces()
    {
        MachineMaps maps = MachineMaps.Parse(s_lines);

        Assert.Equal(
            [0x400_0000ul, 0x4000_0000, 0x4010_0000, 0x4020_0000, 0x7c44_0000],
            maps.Regions.Select(one => one.Physical)
        );
        Assert.Equal(
            new MapRegion(
                0x7c44_0000,
                0x8_0000,
                MemoryType.RuntimeServicesCode,
                MemoryAttributes.Runtime | (MemoryAttributes)0xf,
                0x2000_0000
            ),
            maps.Regions[^1]
        );
        Assert.Equal(
            (MemoryType)0x8000_0001,
            Assert.Single(MachineMaps.Parse(["# map 0x50000000 0x1000 0x80000001 0xf 0x0"]).Regions).Type
        );
        Assert.Equal(
            [
                new MapPiece(0x2000_0000, 0x7c44_0000, 0x8_0000, 128, 0, MemoryKind.NormalWriteBack, true),
                new MapPiece(0x2080_0000, 0x400_0000, 0x400_0000, 0, 32, MemoryKind.DeviceNGnRE, false),
            ],
            maps.Pieces
        );
    }

    [Fact]
    public void Neighbours_of_a_kind_are_drawn_as_one_and_runtime_regions_each_by_itself()
    {
        IReadOnlyList<Band> bands = Band.Join(
            MachineMaps
                .Parse([.. s_lines, "# map 0x7c4c0000 0x80000 RuntimeServicesCode 0x800000000000000f 0x20080000"])
                .Regions
        );
        Assert.Equal(
            [0x400_0000ul, 0x4000_0000, 0x4020_0000, 0x7c44_0000, 0x7c4c_0000],
            bands.Select(one => one.Start)
        );
        Assert.Equal(2, bands[1].Count);
    }

    [Fact]
    public void The_picture_shows_regions_layout_and_tables()
    {
        string picture = MemoryMapPicture.Of(MachineMaps.Parse(s_lines));

        Assert.StartsWith("<svg", picture);
        // A drawing that a browser refuses would show nothing at all.
        System.Xml.Linq.XElement svg = System.Xml.Linq.XElement.Parse(picture);
        string[] titles = [.. svg.Descendants("title").Select(one => one.Value)];
        Assert.Contains(
            titles,
            title =>
                title.StartsWith(
                    "ConventionalMemory: 0x40000000 to 0x40200000, 2 MB, 2 regions",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains("RuntimeServicesCode: 0x7c440000 at 0x20000000, 512 KB", titles);
        Assert.Contains("MemoryMappedIO: 0x4000000 at withdrawn, 64 MB", titles);
        Assert.Contains("0x20000000 to 0x7c440000, 512 KB in 128 pages, rwx Normal-WB", titles);
        Assert.Contains("0x20800000 to 0x4000000, 64 MB in 32 blocks, rw- Device-nGnRE", titles);
        Assert.Equal(
            2,
            svg.Elements("path")
                .Count(one =>
                    (string?)one.Attribute("class") == "link"
                    && ((string?)one.Attribute("d"))!.StartsWith("M240 ", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void Without_maps_there_is_no_picture() => Assert.Empty(MemoryMapPicture.Of(MachineMaps.Parse(["ok 1 x"])));
}
