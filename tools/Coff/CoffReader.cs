using System.Buffers.Binary;
using System.Text;

namespace Keelson.Tools.Coff;

/// <summary>
/// Reads COFF objects with their relocations, which the reader of the BCL does not give. Every offset comes from the
/// file, so each access is checked and a broken file ends in <see cref="BadImageFormatException"/>.
/// </summary>
internal sealed class CoffReader
{
    private const int SectionHeaderSize = 40;
    private const int RelocationSize = 10;
    private const uint RelocationCountOverflows = 0x0100_0000; // IMAGE_SCN_LNK_NRELOC_OVFL
    private const uint HoldsNoData = 0x80; // IMAGE_SCN_CNT_UNINITIALIZED_DATA

    // ANON_OBJECT_HEADER_BIGOBJ: what compilers emit when 16 bits can't count the sections.
    private static readonly Guid s_bigObjectClass = new("D1BAA1C7-BAEE-4ba9-AF20-FAF66AA4DCB8");

    private readonly ReadOnlyMemory<byte> _file;
    private readonly bool _isBig;
    private readonly int _symbolTable;
    private readonly int _symbolCount;

    private CoffReader(ReadOnlyMemory<byte> file)
    {
        _file = file;
        _isBig = UInt16(0) == 0 && UInt16(2) == 0xFFFF && UInt16(4) >= 2 && new Guid(Bytes(12, 16)) == s_bigObjectClass;
        _symbolTable = Int32(_isBig ? 48 : 8);
        _symbolCount = Int32(_isBig ? 52 : 12);
    }

    private int SymbolSize => _isBig ? 20 : 18;

    /// <exception cref="BadImageFormatException">Not a COFF object, or a damaged one.</exception>
    public static CoffObject Read(ReadOnlyMemory<byte> file) => new CoffReader(file).ReadObject();

    private CoffObject ReadObject()
    {
        ushort machine = UInt16(_isBig ? 6 : 0);
        int sectionCount = _isBig ? Int32(44) : UInt16(2);
        int headers = _isBig ? 56 : 20 + UInt16(16);
        // Checked before anything is allocated by it.
        Bytes(headers, (long)sectionCount * SectionHeaderSize);
        CoffSymbol?[] symbols = ReadSymbols();
        CoffSection[] sections = new CoffSection[sectionCount];
        for (int index = 0; index < sectionCount; index++)
        {
            sections[index] = ReadSection(index + 1, headers + (index * SectionHeaderSize), symbols);
        }

        return new CoffObject(machine, sections, symbols, _symbolTable);
    }

    private CoffSymbol?[] ReadSymbols()
    {
        Bytes(_symbolTable, (long)_symbolCount * SymbolSize);
        CoffSymbol?[] symbols = new CoffSymbol?[_symbolCount];
        for (int index = 0; index < _symbolCount; )
        {
            int at = _symbolTable + (index * SymbolSize);
            int section = _isBig ? Int32(at + 12) : (short)UInt16(at + 12);
            symbols[index] = new CoffSymbol(
                index,
                SymbolName(at),
                UInt32(at + 8),
                section,
                Bytes(at + SymbolSize - 2, 1)[0]
            );
            // Auxiliary records take places in the table and are no symbols.
            index += 1 + Bytes(at + SymbolSize - 1, 1)[0];
        }

        return symbols;
    }

    private CoffSection ReadSection(int number, int header, CoffSymbol?[] symbols)
    {
        uint characteristics = UInt32(header + 36);
        int size = Int32(header + 16);
        int start = Int32(header + 20);
        ReadOnlyMemory<byte> data = default;
        if ((characteristics & HoldsNoData) == 0 && size > 0)
        {
            Bytes(start, size);
            data = _file.Slice(start, size);
        }

        return new CoffSection(
            number,
            header,
            SectionName(header),
            characteristics,
            data,
            ReadRelocations(header, characteristics, symbols)
        );
    }

    private CoffRelocation[] ReadRelocations(int header, uint characteristics, CoffSymbol?[] symbols)
    {
        int start = Int32(header + 24);
        long count = UInt16(header + 32);
        int first = 0;
        if ((characteristics & RelocationCountOverflows) != 0 && count == 0xFFFF)
        {
            // The true count, this entry included, stands where the first address would.
            count = UInt32(start);
            first = 1;
        }

        Bytes(start, count * RelocationSize);
        CoffRelocation[] relocations = new CoffRelocation[count - first];
        for (int index = first; index < count; index++)
        {
            int at = start + (index * RelocationSize);
            uint symbol = UInt32(at + 4);
            relocations[index - first] = new CoffRelocation(
                UInt32(at),
                symbol < symbols.Length && symbols[symbol] is { } known
                    ? known
                    : throw new BadImageFormatException(
                        $"relocation {index} names symbol {symbol}, which does not exist"
                    ),
                UInt16(at + 8)
            );
        }

        return relocations;
    }

    private string SymbolName(int at) => UInt32(at) == 0 ? TableString(UInt32(at + 4)) : ShortName(at);

    /// <summary>
    /// A long section name is <c>/</c> and its decimal place in the string table; beyond 7 Digits <c>//</c> and base
    /// 64.
    /// </summary>
    private string SectionName(int at)
    {
        string name = ShortName(at);
        if (name.StartsWith("//", StringComparison.Ordinal))
        {
            const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            return TableString(
                (uint)name.Skip(2).Aggregate(0L, (value, digit) => (value * 64) + Digits.IndexOf(digit))
            );
        }

        return name.StartsWith('/') && uint.TryParse(name.AsSpan(1), out uint offset) ? TableString(offset) : name;
    }

    private string ShortName(int at) => Encoding.UTF8.GetString(Bytes(at, 8)).TrimEnd('\0');

    private string TableString(uint offset)
    {
        long start = _symbolTable + ((long)_symbolCount * SymbolSize) + offset;
        ReadOnlySpan<byte> rest = Bytes(start, _file.Length - start);
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(offset, 2));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(offset, 4));

    private int Int32(int offset) =>
        UInt32(offset) is var value && value <= int.MaxValue
            ? (int)value
            : throw new BadImageFormatException($"the value at 0x{offset:x} is too large");

    private ReadOnlySpan<byte> Bytes(long offset, long count) =>
        offset >= 0 && count >= 0 && offset + count <= _file.Length
            ? _file.Span.Slice((int)offset, (int)count)
            : throw new BadImageFormatException(
                $"{count} bytes at 0x{offset:x} lie outside the file of {_file.Length} bytes"
            );
}
