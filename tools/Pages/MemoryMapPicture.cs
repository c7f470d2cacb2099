using System.Globalization;
using System.Net;
using System.Text;
using Keelson.Paging;
using Keelson.Tools.Reports;
using Keelson.Uefi;

namespace Keelson.Tools.Pages;

/// <summary>
/// A machine's memory as a drawing (SVG): left the physical regions by type, in the middle the virtual addresses that
/// the layout gave to those of the runtime services, right what their page tables map. Heights grow with the logarithm
/// of the size, as a page and a gigabyte stand side by side.
/// </summary>
internal sealed class MemoryMapPicture
{
    private const int Width = 980;
    private const int PhysicalLeft = 150;
    private const int VirtualLeft = 470;
    private const int TableLeft = 720;
    private const int BarWidth = 90;
    private const int Top = 34;
    private const int GapHeight = 9;

    private readonly StringBuilder _svg = new();

    // Below all else, or they would lie over the words.
    private readonly StringBuilder _links = new();
    private readonly Dictionary<ulong, (int Top, int Height)> _physical = [];
    private readonly Dictionary<ulong, (int Top, int Height)> _virtual = [];
    private readonly IReadOnlyList<MapMark> _marks;
    private int _bottom;

    private MemoryMapPicture(IReadOnlyList<MapMark> marks) => _marks = marks;

    /// <returns>Nothing when the run printed no maps.</returns>
    public static string Of(MachineMaps maps) => Of(maps, []);

    /// <param name="marks">Addresses to point at, in the columns that have them.</param>
    /// <returns>Nothing when the run printed no maps.</returns>
    public static string Of(MachineMaps maps, IReadOnlyList<MapMark> marks)
    {
        if (maps.Regions.Count == 0)
        {
            return "";
        }

        MemoryMapPicture picture = new(marks);
        picture.DrawPhysical(maps.Regions);
        picture.DrawVirtual([.. maps.Regions.Where(one => one.IsRuntime).OrderBy(one => one.Virtual)]);
        picture.DrawTables(maps.Pieces);
        picture.Text(PhysicalLeft, 14, "title", "physical, by type");
        picture.Text(VirtualLeft, 14, "title", "runtime layout");
        picture.Text(TableLeft, 14, "title", "page tables");
        return $"<svg class=\"map\" viewBox=\"0 0 {Width} {picture._bottom + 12}\" role=\"img\" aria-label=\"memory "
            + $"map before and after\">\n{picture._links}{picture._svg}</svg>\n";
    }

    private void DrawPhysical(IReadOnlyList<MapRegion> regions)
    {
        int y = Top;
        ulong? end = null;
        foreach (Band band in Band.Join(regions))
        {
            y += Gap(PhysicalLeft, y, end, band.Start);
            int height = HeightOf(band.SizeBytes);
            Box(
                PhysicalLeft,
                y,
                height,
                ClassOf(band.Type, band.IsRuntime),
                $"{Name(band.Type)}{(band.IsRuntime ? ", runtime" : "")}: 0x{band.Start:x} to 0x{band.End:x}, "
                    + $"{Size(band.SizeBytes)}, {band.Count} regions, attributes 0x{(ulong)band.Attributes:x}"
            );
            Text(PhysicalLeft - 8, y + 10, "left", $"0x{band.Start:x}");
            Text(
                PhysicalLeft + BarWidth + 6,
                y + 10,
                band.IsRuntime ? "strong" : "",
                $"{Name(band.Type)} {Size(band.SizeBytes)}"
            );
            MarkAll(PhysicalLeft, y, height, band.Start, band.SizeBytes, mark => mark.Physical);
            if (band.IsRuntime)
            {
                _physical[band.Start] = (y, height);
            }

            y += height;
            end = band.End;
        }

        _bottom = Math.Max(_bottom, y);
    }

    private void DrawVirtual(IReadOnlyList<MapRegion> runtime)
    {
        int y = Top;
        ulong? end = null;
        foreach (MapRegion region in runtime)
        {
            bool isPlaced = region.Virtual != ulong.MaxValue;
            y += isPlaced ? Gap(VirtualLeft, y, end, region.Virtual) : 4;
            int height = HeightOf(region.SizeBytes);
            string at = isPlaced ? $"0x{region.Virtual:x}" : "withdrawn";
            Box(
                VirtualLeft,
                y,
                height,
                ClassOf(region.Type, true),
                $"{Name(region.Type)}: 0x{region.Physical:x} at {at}, {Size(region.SizeBytes)}"
            );
            Text(VirtualLeft + BarWidth + 6, y + 10, "", $"{at} {Size(region.SizeBytes)}");
            if (_physical.TryGetValue(region.Physical, out (int Top, int Height) from))
            {
                Link(PhysicalLeft + BarWidth, from, VirtualLeft, (y, height));
            }

            if (isPlaced)
            {
                MarkAll(VirtualLeft, y, height, region.Virtual, region.SizeBytes, mark => mark.Virtual);
            }

            _virtual[region.Virtual] = (y, height);
            y += height;
            end = isPlaced ? region.Virtual + region.SizeBytes : end;
        }

        _bottom = Math.Max(_bottom, y);
    }

    private void DrawTables(IReadOnlyList<MapPiece> pieces)
    {
        int y = Top;
        ulong? end = null;
        foreach (MapPiece piece in pieces)
        {
            y += Gap(TableLeft, y, end, piece.Virtual);
            int height = HeightOf(piece.SizeBytes);
            string made = string.Join(
                " and ",
                new[] { Counted(piece.PageCount, "page"), Counted(piece.BlockCount, "block") }.Where(text =>
                    text.Length > 0
                )
            );
            string rights = $"{(piece.IsExecutable ? "rwx" : "rw-")} {Encoding.UTF8.GetString(piece.Kind.Text())}";
            Box(
                TableLeft,
                y,
                height,
                piece.BlockCount > 0 ? "block" : "page",
                $"0x{piece.Virtual:x} to 0x{piece.Physical:x}, {Size(piece.SizeBytes)} in {made}, {rights}"
            );
            Text(TableLeft + BarWidth + 6, y + 10, "", $"{made}, {rights}");
            if (_virtual.TryGetValue(piece.Virtual, out (int Top, int Height) from))
            {
                Link(VirtualLeft + BarWidth, from, TableLeft, (y, height));
            }

            y += height;
            end = piece.Virtual + piece.SizeBytes;
        }

        _bottom = Math.Max(_bottom, y);
    }

    private int Gap(int left, int y, ulong? end, ulong start)
    {
        if (end is null || end == start)
        {
            return 0;
        }

        _svg.Append(
            CultureInfo.InvariantCulture,
            $"<path class=\"gap\" d=\"M{left + (BarWidth / 2)} {y + 1}v{GapHeight - 2}\"/>\n"
        );
        return GapHeight;
    }

    /// <summary>
    /// A line across the box of a region for each address in it, as far down as the address is in the region.
    /// </summary>
    private void MarkAll(int left, int y, int height, ulong start, ulong sizeBytes, Func<MapMark, ulong?> addressOf)
    {
        int labels = 0;
        foreach (MapMark mark in _marks)
        {
            if (addressOf(mark) is not { } address || address < start || address - start >= sizeBytes)
            {
                continue;
            }

            int at = y + (int)((double)(address - start) / sizeBytes * height);
            _svg.Append(
                CultureInfo.InvariantCulture,
                $"<path class=\"mark\" d=\"M{left - 6} {at}h{BarWidth + 12}\"><title>"
                    + $"{WebUtility.HtmlEncode(mark.Name)} "
                    + $"0x{address:x}</title></path>\n"
            );
            Text(left + 4, y + 10 + (11 * labels), "mark", mark.Name);
            labels++;
        }
    }

    private void Box(int left, int y, int height, string style, string title) =>
        _svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect class=\"{style}\" x=\"{left}\" y=\"{y}\" width=\"{BarWidth}\" "
                + $"height=\"{height}\"><title>{WebUtility.HtmlEncode(title)}</title></rect>\n"
        );

    private void Link(int fromLeft, (int Top, int Height) from, int toLeft, (int Top, int Height) to) =>
        _links.Append(
            CultureInfo.InvariantCulture,
            $"<path class=\"link\" d=\"M{fromLeft} {from.Top}L{toLeft} {to.Top}V{to.Top + to.Height}L{fromLeft} "
                + $"{from.Top + from.Height}Z\"/>\n"
        );

    private void Text(int x, int y, string style, string text) =>
        _svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{WebUtility.HtmlEncode(text)}</text>\n"
        );

    private static int HeightOf(ulong sizeBytes) =>
        14 + (2 * (int)Math.Log2(Math.Max(1, sizeBytes / MemoryDescriptor.PageSizeBytes)));

    private static string Counted(int count, string what) =>
        count == 0 ? "" : $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string ClassOf(MemoryType type, bool isRuntime) => isRuntime ? "runtime" : $"type{(uint)type}";

    private static string Name(MemoryType type) =>
        type.Text() is { Length: > 0 } name ? Encoding.UTF8.GetString(name) : $"type 0x{(uint)type:x}";

    private static string Size(ulong bytes)
    {
        (ulong Unit, string Name)[] units = [(1ul << 30, "GB"), (1ul << 20, "MB"), (1ul << 10, "KB")];
        (ulong unit, string name) = units.FirstOrDefault(one => bytes >= one.Unit, (Unit: 1ul, Name: "B"));
        return $"{((double)bytes / unit).ToString("0.#", CultureInfo.InvariantCulture)} {name}";
    }
}
