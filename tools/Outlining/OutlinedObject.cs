using System.Buffers.Binary;
using System.Text;
using Keelson.Tools.Coff;
using Keelson.Tools.Language;

namespace Keelson.Tools.Outlining;

/// <summary>
/// An object whose code was made smaller. Everything stays where it was in the file; what the code lost is a gap
/// behind it, and symbols come at the end: <c>SharedCode</c>, and of constants that were in the code.
/// </summary>
internal static class OutlinedObject
{
    public const string SharedCode = "SharedCode";

    /// <summary>The section of ilc's code.</summary>
    public const string ManagedCode = ".managedcode$I";
    private const int SymbolSize = 18;
    private const int RelocationSize = 10;
    private const int RawSizeField = 16;
    private const int RawDataField = 20;
    private const int RelocationsField = 24;
    private const int RelocationCountField = 32;
    private const byte LocalSymbol = 3; // IMAGE_SYM_CLASS_STATIC

    /// <exception cref="BadImageFormatException">It is no object of ilc's, or holds code that is not known.</exception>
    public static byte[] Make(ReadOnlyMemory<byte> content, AddressReach reach, HeapKind heap)
    {
        CoffObject file = CoffReader.Read(content);
        CoffSection section =
            file.Sections.SingleOrDefault(one => one.Name == ManagedCode && one.Data.Length > 0)
            ?? throw new BadImageFormatException($"there is no section {ManagedCode}");
        CompiledCode code = CompiledCode.Read(file, section);
        NeedlessChecks.LeaveOut(code, heap, code.StartOf(file, NeedlessChecks.Failure));
        SettledBounds.LeaveOut(code);
        LeafFrames.LeaveOut(code, code.StartOf(file, NeedlessChecks.Failure));
        FrameSizes.Unify(code);
        CookieChecks.Share(code);
        PackedSection? data = PackedLiterals.Pack(file);
        List<CoffSymbol> added = [];
        if (reach == AddressReach.Near)
        {
            NearAddresses.Shorten(code);
            if (data is not null)
            {
                code.Lay();
                added.AddRange(Constants.MoveToData(code, data, file.Symbols.Count));
            }
        }

        Outliner.Shrink(code);
        byte[] bytes = content.ToArray();
        WriteCode(bytes, code);
        if (data is not null)
        {
            WriteConstants(bytes, file, data);
        }

        foreach (CoffSection debug in file.Sections.Where(one => one.Name == ".debug$S"))
        {
            DebugPlaces
                .Move(code, debug, code.Words.Count * sizeof(uint))
                .CopyTo(bytes, Int32(bytes, debug.Header + RawDataField));
        }

        foreach (
            CoffSymbol symbol in file.Symbols.OfType<CoffSymbol>().Where(one => one.SectionNumber == section.Number)
        )
        {
            Write(bytes, file.SymbolTable + (symbol.Index * SymbolSize) + 8, code.At((int)symbol.Value)!.Place);
        }

        if (code.FirstShared is { } shared)
        {
            int index = file.Symbols.Count + added.Count;
            added.Add(new CoffSymbol(index, SharedCode, (uint)shared.Place, section.Number, CoffSymbol.External));
        }

        return AddSymbols(bytes, file, added);
    }

    private static void WriteCode(byte[] bytes, CompiledCode code)
    {
        int header = code.Section.Header;
        byte[] encoded = code.Encode();
        Span<byte> room = bytes.AsSpan(Int32(bytes, header + RawDataField), code.Section.Data.Length);
        room.Clear();
        encoded.CopyTo(room);
        Write(bytes, header + RawSizeField, encoded.Length);
        int at = Int32(bytes, header + RelocationsField);
        CodeWord[] relocated = [.. code.Words.Where(word => word.Relocation is not null)];
        if (relocated.Length > code.Section.Relocations.Count)
        {
            throw new BadImageFormatException($"{code.Section.Name} has no room for what the linker is to fill in");
        }

        foreach (CodeWord word in relocated)
        {
            CoffRelocation relocation = word.Relocation!.Value;
            Write(bytes, at, word.Place);
            Write(bytes, at + 4, relocation.Symbol.Index);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 8), relocation.Kind);
            at += RelocationSize;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(
            bytes.AsSpan(header + RelocationCountField),
            checked((ushort)relocated.Length)
        );
    }

    /// <exception cref="BadImageFormatException">They are longer than what there was.</exception>
    private static void WriteConstants(byte[] bytes, CoffObject file, PackedSection packed)
    {
        if (packed.Content.Length > packed.Section.Data.Length)
        {
            throw new BadImageFormatException($"{packed.Section.Name} has no room for constants out of the code");
        }

        int header = packed.Section.Header;
        Span<byte> room = bytes.AsSpan(Int32(bytes, header + RawDataField), packed.Section.Data.Length);
        room.Clear();
        packed.Content.CopyTo(room);
        Write(bytes, header + RawSizeField, packed.Content.Length);
        int at = Int32(bytes, header + RelocationsField);
        ushort count = 0;
        foreach (CoffRelocation relocation in packed.Section.Relocations)
        {
            if (packed.PlaceOf(relocation) is { } place)
            {
                Write(bytes, at, (int)place);
                Write(bytes, at + 4, relocation.Symbol.Index);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 8), relocation.Kind);
                at += RelocationSize;
                count++;
            }
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(header + RelocationCountField), count);
        foreach (
            CoffSymbol symbol in file
                .Symbols.OfType<CoffSymbol>()
                .Where(one => one.SectionNumber == packed.Section.Number && one.Name != packed.Section.Name)
        )
        {
            int entry = file.SymbolTable + (symbol.Index * SymbolSize);
            if (packed.PlaceOf(symbol) is { } place)
            {
                Write(bytes, entry + 8, (int)place);
            }
            else
            {
                // Nothing in here refers to it; what does from outside is to find nothing, and say so.
                Write(bytes, entry + 8, packed.Content.Length);
                bytes[entry + 16] = LocalSymbol;
            }
        }
    }

    /// <summary>IMAGE_SYMBOL each at the table's end, their names at the end of the strings that follow.</summary>
    private static byte[] AddSymbols(byte[] bytes, CoffObject file, IReadOnlyList<CoffSymbol> added)
    {
        const int CountField = 12;
        int end = file.SymbolTable + (file.Symbols.Count * SymbolSize);
        int strings = Int32(bytes, end);
        List<byte> symbols = [];
        List<byte> names = [];
        foreach (CoffSymbol one in added)
        {
            byte[] symbol = new byte[SymbolSize];
            Write(symbol, 4, strings + names.Count);
            Write(symbol, 8, (int)one.Value);
            BinaryPrimitives.WriteInt16LittleEndian(symbol.AsSpan(12), (short)one.SectionNumber);
            symbol[16] = one.StorageClass;
            symbols.AddRange(symbol);
            names.AddRange([.. Encoding.UTF8.GetBytes(one.Name), 0]);
        }

        byte[] grown = [.. bytes[..end], .. symbols, .. bytes[end..(end + strings)], .. names];
        Write(grown, CountField, file.Symbols.Count + added.Count);
        Write(grown, end + symbols.Count, strings + names.Count);
        return grown;
    }

    private static int Int32(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

    private static void Write(byte[] bytes, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
}
