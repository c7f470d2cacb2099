using System.Buffers.Binary;
using System.Text;

namespace Keelson.Tools.Coff;

/// <summary>
/// The source lines an object carries in <c>.debug$S</c> (CodeView C13 line information), so that a finding points at
/// C#. Debug information is a courtesy: what can't be read is left out, never an error.
/// </summary>
internal sealed class CodeViewLines
{
    private const uint Signature = 4; // CV_SIGNATURE_C13
    private const uint LineSubsection = 0xF2;
    private const uint StringSubsection = 0xF3;
    private const uint ChecksumSubsection = 0xF4;
    private const uint LineMask = 0xFF_FFFF;
    private const uint FirstHiddenLine = 0xF0_0000; // compilers mark generated code with 0xF00F00 and 0xFEEFEE

    private readonly List<Entry> _entries = [];

    /// <param name="End">Where the method ends, so that code without lines does not borrow its neighbour's.</param>
    private readonly record struct Entry(int Section, uint Offset, uint End, string File, int Line);

    public static CodeViewLines Read(CoffObject file)
    {
        CodeViewLines lines = new();
        foreach (CoffSection section in file.Sections.Where(section => section.Name == ".debug$S"))
        {
            try
            {
                lines.Add(section);
            }
            catch (ArgumentOutOfRangeException)
            {
                // A subsection runs past its section: the lines before it still count.
            }
        }

        lines._entries.Sort((a, b) => (a.Section, a.Offset).CompareTo((b.Section, b.Offset)));
        return lines;
    }

    /// <returns>The source position of the instruction at this place, or null.</returns>
    public (string File, int Line)? Find(int section, uint offset)
    {
        // The nearest line record at or before the place; records of one method follow each other.
        Entry found = _entries.LastOrDefault(entry =>
            entry.Section == section && entry.Offset <= offset && offset < entry.End
        );
        return found.File is null ? null : (found.File, found.Line);
    }

    /// <summary>All positions of a section, by their offset.</summary>
    public IReadOnlyList<(uint Offset, string File, int Line)> Of(int section) =>
        [.. _entries.Where(entry => entry.Section == section).Select(entry => (entry.Offset, entry.File, entry.Line))];

    private void Add(CoffSection section)
    {
        ReadOnlySpan<byte> data = section.Data.Span;
        if (data.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(data) != Signature)
        {
            return;
        }

        List<(int Start, int Length)> lineTables = [];
        (int Start, int Length) strings = default;
        int checksums = 0;
        for (int at = 4; at + 8 <= data.Length; )
        {
            uint kind = UInt32(data, at);
            int length = (int)UInt32(data, at + 4);
            switch (kind)
            {
                case LineSubsection:
                    lineTables.Add((at + 8, length));
                    break;
                case StringSubsection:
                    strings = (at + 8, length);
                    break;
                case ChecksumSubsection:
                    checksums = at + 8;
                    break;
            }

            at += 8 + ((length + 3) & ~3);
        }

        // The code offset of a table is a relocation against the method, so the method's own place is the start.
        Dictionary<uint, CoffSymbol> targets = section
            .Relocations.DistinctBy(one => one.Offset)
            .ToDictionary(one => one.Offset, one => one.Symbol);
        foreach ((int start, int length) in lineTables)
        {
            if (targets.TryGetValue((uint)start, out CoffSymbol? method))
            {
                AddTable(data, start, start + length, method, checksums, strings.Start);
            }
        }
    }

    private void AddTable(ReadOnlySpan<byte> data, int start, int end, CoffSymbol method, int checksums, int strings)
    {
        for (int block = start + 12; block + 12 <= end; block += Math.Max(12, (int)UInt32(data, block + 8)))
        {
            int name = strings + (int)UInt32(data, checksums + (int)UInt32(data, block));
            ReadOnlySpan<byte> rest = data[name..];
            string file = Encoding.UTF8.GetString(rest[..Math.Max(0, rest.IndexOf((byte)0))]);
            int count = (int)UInt32(data, block + 4);
            for (int index = 0; index < count; index++)
            {
                int at = block + 12 + (index * 8);
                uint line = UInt32(data, at + 4) & LineMask;
                if (line < FirstHiddenLine)
                {
                    _entries.Add(
                        new Entry(
                            method.SectionNumber,
                            method.Value + UInt32(data, at),
                            method.Value + UInt32(data, start + 8),
                            file,
                            (int)line
                        )
                    );
                }
            }
        }
    }

    private static uint UInt32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
}
