using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.Tools.Reports;

/// <summary>A region of the memory map as the kernel-shim printed it.</summary>
/// <param name="Virtual">Where the layout puts it; all ones where that was withdrawn, 0 where there is none.</param>
public sealed record MapRegion(
    ulong Physical,
    ulong SizeBytes,
    MemoryType Type,
    MemoryAttributes Attributes,
    ulong Virtual
)
{
    public ulong End => Physical + SizeBytes;
    public bool IsRuntime => (Attributes & MemoryAttributes.Runtime) != 0;
}

/// <summary>What the runtime services' tables map in one piece, with the same attributes throughout.</summary>
public sealed record MapPiece(
    ulong Virtual,
    ulong Physical,
    ulong SizeBytes,
    int PageCount,
    int BlockCount,
    MemoryKind Kind,
    bool IsExecutable
);

/// <summary>
/// The memory of a machine before and after: the lines that <c>keelson.maps=yes</c> makes the kernel-shim print
/// (kernel-shim/SelfTests/MapDump.cs).
/// </summary>
public sealed partial record MachineMaps(IReadOnlyList<MapRegion> Regions, IReadOnlyList<MapPiece> Pieces)
{
    private static readonly Dictionary<string, MemoryType> s_types = Enum.GetValues<MemoryType>()
        .ToDictionary(type => Encoding.UTF8.GetString(type.Text()));

    private static readonly Dictionary<string, MemoryKind> s_kinds = Enum.GetValues<MemoryKind>()
        .ToDictionary(kind => Encoding.UTF8.GetString(kind.Text()));

    public static MachineMaps Parse(IEnumerable<string> lines)
    {
        List<MapRegion> regions = [];
        List<MapPiece> pieces = [];
        foreach (string line in lines)
        {
            if (
                RegionLine().Match(line) is { Success: true } region
                && TryGetType(region.Groups[3].Value, out MemoryType type)
            )
            {
                regions.Add(
                    new MapRegion(
                        Hexadecimal(region, 1),
                        Hexadecimal(region, 2),
                        type,
                        (MemoryAttributes)Hexadecimal(region, 4),
                        Hexadecimal(region, 5)
                    )
                );
            }
            else if (PieceLine().Match(line) is { Success: true } piece)
            {
                pieces.Add(
                    new MapPiece(
                        Hexadecimal(piece, 1),
                        Hexadecimal(piece, 2),
                        Hexadecimal(piece, 3),
                        Decimal(piece, 4),
                        Decimal(piece, 5),
                        s_kinds[piece.Groups[6].Value],
                        piece.Groups[7].Value == "x"
                    )
                );
            }
        }

        // A map may come in any order, and in a chain of kernels each prints the same.
        return new MachineMaps(
            [.. regions.Distinct().OrderBy(one => one.Physical)],
            [.. pieces.Distinct().OrderBy(one => one.Virtual)]
        );
    }

    /// <summary>By the names that the kernel-shim prints; a type without one is its number.</summary>
    private static bool TryGetType(string text, out MemoryType type)
    {
        bool isNumber = text.StartsWith("0x", StringComparison.Ordinal);
        type = isNumber ? (MemoryType)Convert.ToUInt32(text, 16) : default;
        return isNumber || s_types.TryGetValue(text, out type);
    }

    private static ulong Hexadecimal(Match match, int group) =>
        ulong.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int Decimal(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^# map 0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16}) ([A-Za-z]{1,32}|0x[0-9a-f]{1,8}) "
            + "0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16})$"
    )]
    private static partial Regex RegionLine();

    [GeneratedRegex(
        "^# mapping 0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16}) ([0-9]{1,9}) "
            + "([0-9]{1,9}) (Normal-WB|Normal-NC|Device-nGnRE) ([x-])$"
    )]
    private static partial Regex PieceLine();
}
