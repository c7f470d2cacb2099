using System.Reflection.PortableExecutable;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Symbols;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>Gives each byte of an image's file to the part that it belongs to.</summary>
internal sealed class SizedImage
{
    public const string Headers = "(headers)";
    public const string HeaderRoom = "(room for headers)";
    public const string DebugDirectory = "(debug directory)";
    public const string Padding = "(padding)";
    private const int SectionHeaderSize = 40; // PE Format, "Section Table"

    private readonly Dictionary<string, PartSize> _parts = [];
    private readonly Dictionary<string, PartSize> _symbols = [];

    /// <param name="linked">As the linker made it.</param>
    /// <param name="fileBytes">Of the file, which may be another form of it.</param>
    public static ImageParts Measure(
        string name,
        PeFile linked,
        FileForm form,
        long fileBytes,
        MapFile map,
        PartNames names
    )
    {
        SizedImage image = new();
        int headers =
            linked.Headers.PEHeaderStartOffset
            + linked.Headers.CoffHeader.SizeOfOptionalHeader
            + (linked.Sections.Count * SectionHeaderSize);
        int firstSection = linked.Optional.SizeOfHeaders;
        Add(image._parts, Headers, headers, isCode: false);
        Add(image._parts, HeaderRoom, firstSection - headers, isCode: false);
        long rest = fileBytes - firstSection;
        foreach (FileSection section in FileSection.Of(linked, form, fileBytes))
        {
            image.Divide(section, map, names, DebugRanges(linked));
            rest -= section.Size;
        }

        Add(image._parts, Padding, rest, isCode: false);
        return new ImageParts(name, LargestFirst(image._parts), LargestFirst(image._symbols));
    }

    /// <summary>The linker's own: its directory, and what the entries lead to.</summary>
    private static List<(uint Start, uint End)> DebugRanges(PeFile linked)
    {
        DirectoryEntry directory = linked.Optional.DebugTableDirectory;
        const int EntrySize = 28; // PE Format, "Debug Directory"
        List<(uint, uint)> ranges = [];
        if (directory.Size > 0)
        {
            uint start = (uint)directory.RelativeVirtualAddress;
            ranges.Add((start, start + (uint)directory.Size));
            ReadOnlySpan<byte> entries = linked.At(start, directory.Size);
            for (int at = 0; at + EntrySize <= entries.Length; at += EntrySize)
            {
                uint size = BitConverter.ToUInt32(entries[(at + 16)..]);
                uint address = BitConverter.ToUInt32(entries[(at + 20)..]);
                ranges.Add((address, address + size));
            }
        }

        return ranges;
    }

    private void Divide(FileSection section, MapFile map, PartNames names, List<(uint Start, uint End)> debug)
    {
        uint end = section.Address + (uint)section.Size;
        MapSymbol[] inside = [.. map.Symbols.Where(one => one.Offset >= section.Address && one.Offset < end)];
        uint[] cuts =
        [
            .. inside
                .Select(one => one.Offset)
                .Concat(debug.SelectMany(one => (uint[])[one.Start, one.End]))
                .Where(one => one > section.Address && one < end)
                .Append(section.Address)
                .Append(end)
                .Distinct()
                .Order(),
        ];
        foreach ((uint from, uint to) in cuts.Zip(cuts.Skip(1)))
        {
            if (debug.Any(one => one.Start <= from && to <= one.End))
            {
                Add(_parts, DebugDirectory, to - from, section.IsCode);
                continue;
            }

            MapSymbol? symbol = inside.LastOrDefault(one => one.Offset <= from);
            Add(_parts, symbol is null ? section.Name : names.Of(symbol), to - from, section.IsCode);
            Add(_symbols, symbol is null ? section.Name : MethodName.Readable(symbol.Name), to - from, section.IsCode);
        }
    }

    private static void Add(Dictionary<string, PartSize> sizes, string name, long bytes, bool isCode)
    {
        PartSize old = sizes.GetValueOrDefault(name) ?? new PartSize(name, 0, 0);
        sizes[name] = isCode ? old with { Text = old.Text + bytes } : old with { Data = old.Data + bytes };
    }

    private static PartSize[] LargestFirst(Dictionary<string, PartSize> sizes) =>
        [
            .. sizes
                .Values.Where(part => part.Total != 0)
                .OrderByDescending(part => part.Total)
                .ThenBy(part => part.Part, StringComparer.Ordinal),
        ];
}
