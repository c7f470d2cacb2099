using System.Globalization;
using System.Text.RegularExpressions;

namespace Keelson.Tools.Symbols;

/// <summary>
/// lld-link's map of a linked image: which function an offset belongs to. The PDB knows lines as well; this needs no
/// other program.
/// </summary>
public sealed partial class MapFile
{
    private readonly uint[] _offsets;
    private readonly string[] _names;

    private MapFile(ulong imageBase, IReadOnlyList<MapSymbol> symbols)
    {
        ImageBase = imageBase;
        Symbols = symbols;
        _offsets = [.. symbols.Select(symbol => symbol.Offset)];
        _names = [.. symbols.Select(symbol => MethodName.Readable(symbol.Name))];
    }

    /// <summary>One for each place that has any, ascending.</summary>
    public IReadOnlyList<MapSymbol> Symbols { get; }

    /// <summary>The address that the image was linked for.</summary>
    public ulong ImageBase { get; }

    /// <exception cref="FormatException">It is no map of lld-link's.</exception>
    public static MapFile Parse(IEnumerable<string> lines)
    {
        ulong? imageBase = null;
        List<MapSymbol> symbols = [];
        foreach (string line in lines)
        {
            if (Preferred().Match(line) is { Success: true } preferred)
            {
                imageBase = Hexadecimal(preferred.Groups[1].Value);
            }
            // Segment 0 holds absolute values, which are constants of the assembly.
            else if (
                imageBase is { } start
                && Symbol().Match(line) is { Success: true } symbol
                && symbol.Groups[1].Value != "0000"
            )
            {
                symbols.Add(
                    new MapSymbol(
                        (uint)(Hexadecimal(symbol.Groups[3].Value) - start),
                        symbol.Groups[2].Value,
                        symbol.Groups[4].Value
                    )
                );
            }
        }

        return imageBase is null
            ? throw new FormatException("it names no preferred load address")
            // Of two symbols at one place the first is as good as the other.
            : new MapFile(
                imageBase.Value,
                [.. symbols.DistinctBy(symbol => symbol.Offset).OrderBy(symbol => symbol.Offset)]
            );
    }

    /// <summary>The function that holds this offset from the image's start.</summary>
    public string NameAt(uint offset)
    {
        int index = Array.BinarySearch(_offsets, offset);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? "(headers)" : _names[index];
    }

    /// <summary>Offsets of the function's first byte and of the first one after it.</summary>
    /// <returns>Null when there is no such function.</returns>
    public (uint Start, uint End)? Find(string name)
    {
        int index = Array.IndexOf(_names, name);
        return index < 0
            ? null
            : (_offsets[index], index + 1 < _offsets.Length ? _offsets[index + 1] : _offsets[index]);
    }

    /// <summary>Where an object's section went: the image's section, from 1, and the offset in it.</summary>
    public static (int Segment, uint Offset)? FindSection(IEnumerable<string> lines, string name) =>
        lines
            .Select(line => Part().Match(line))
            .Where(match => match.Success && match.Groups["name"].Value == name)
            .Select(match =>
                ((int Segment, uint Offset)?)
                    (
                        int.Parse(match.Groups["segment"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        (uint)Hexadecimal(match.Groups["offset"].Value)
                    )
            )
            .FirstOrDefault();

    private static ulong Hexadecimal(string text) =>
        ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ Preferred load address is ([0-9a-f]+)")]
    private static partial Regex Preferred();

    [GeneratedRegex(@"^ (?<segment>[0-9a-f]{4}):(?<offset>[0-9a-f]{8}) [0-9a-f]{8}H (?<name>\S+) ")]
    private static partial Regex Part();

    [GeneratedRegex(@"^ ([0-9a-f]{4}):[0-9a-f]{8} +(\S+) +([0-9a-f]{16})\b *(\S*)")]
    private static partial Regex Symbol();
}

/// <param name="Offset">From the image's start.</param>
/// <param name="Name">As the linker has it.</param>
/// <param name="File">The object, <c>LIBRARY:OBJECT</c> of an archive.</param>
public sealed record MapSymbol(uint Offset, string Name, string File);
