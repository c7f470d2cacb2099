using System.Buffers.Binary;
using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>The code of an object, taken apart: which words are instructions and where they lead.</summary>
internal sealed class CompiledCode
{
    private readonly Dictionary<int, CodeWord> _byOldPlace = [];

    private CompiledCode(CoffSection section) => Section = section;

    public CoffSection Section { get; }

    /// <summary>All words, in order.</summary>
    public List<CodeWord> Words { get; set; } = [];

    /// <summary>Shared sequences stand behind all methods.</summary>
    public CodeWord? FirstShared
    {
        get => Standing(field);
        set;
    }

    /// <summary>The word that stands behind another.</summary>
    public CodeWord? Next(CodeWord word) => Words.ElementAtOrDefault((word.Place / sizeof(uint)) + 1);

    /// <summary>Gives every word its place, and finds anew which of them something leads to.</summary>
    /// <returns>The size of the code in bytes.</returns>
    public int Lay()
    {
        int place = 0;
        foreach (CodeWord word in Words)
        {
            word.IsLabel = word.IsStart;
            word.Place = place;
            place += sizeof(uint);
        }

        foreach (CodeWord word in Words)
        {
            word.Target = Standing(word.Target);
            word.TableBase = Standing(word.TableBase);
            word.Target?.IsLabel = true;
            word.TableBase?.IsLabel = true;
        }

        return place;
    }

    /// <exception cref="BadImageFormatException">Something in it is not known, so that it can not be moved.</exception>
    public static CompiledCode Read(CoffObject file, CoffSection section)
    {
        CompiledCode code = new(section);
        Dictionary<uint, CoffRelocation> relocations = section.Relocations.ToDictionary(one => one.Offset);
        for (int at = 0; at < section.Data.Length; at += sizeof(uint))
        {
            CodeWord word = new(BinaryPrimitives.ReadUInt32LittleEndian(section.Data.Span[at..]))
            {
                Relocation = relocations.TryGetValue((uint)at, out CoffRelocation found) ? found : null,
                Place = at,
            };
            code.Words.Add(word);
            code._byOldPlace.Add(at, word);
        }

        int[] starts =
        [
            .. file
                .Symbols.OfType<CoffSymbol>()
                .Where(symbol => symbol.SectionNumber == section.Number)
                .Select(symbol => (int)symbol.Value)
                .Append(section.Data.Length)
                .Distinct()
                .Order(),
        ];
        for (int index = 0; index + 1 < starts.Length; index++)
        {
            code.ReadMethod(starts[index], starts[index + 1]);
        }

        return code;
    }

    /// <summary>The word that stands for what the compiler put at this place; null for the section's end.</summary>
    public CodeWord? At(int oldPlace) => Standing(_byOldPlace.GetValueOrDefault(oldPlace));

    /// <summary>Where the code of a symbol begins; null where that is not here.</summary>
    public CodeWord? StartOf(CoffObject file, string name) =>
        file
            .Symbols.OfType<CoffSymbol>()
            .Where(symbol => symbol.SectionNumber == Section.Number && symbol.Name == name)
            .Select(symbol => At((int)symbol.Value))
            .FirstOrDefault();

    private static CodeWord? Standing(CodeWord? word)
    {
        while (word?.Successor is { } successor)
        {
            word = successor;
        }

        return word;
    }

    /// <summary>The words as they stand now, with what they refer to encoded.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[Words.Count * sizeof(uint)];
        foreach (CodeWord word in Words)
        {
            uint value =
                word.TableBase is { } from ? (uint)(word.Target!.Place - from.Place)
                : word.IsDirect ? A64.WithDistance(word.Value, word.Target!.Place - word.Place)
                : word.Value;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word.Place), value);
        }

        return bytes;
    }

    private void ReadMethod(int start, int end)
    {
        CodeWord[] method = [.. Words[(start / sizeof(uint))..(end / sizeof(uint))]];
        method[0].IsStart = true;
        int data = FirstData(method, start, end);
        ReadData(method, start, data, end);
        foreach (CodeWord word in method.TakeWhile(word => word.Place < data))
        {
            if (word.Relocation is null && A64.Distance(word.Value) is { } distance)
            {
                word.Target = Require(word.Place + distance, word.Place);
                if (word.Target.IsData && !A64.IsAddress(word.Value) && !A64.IsLiteralLoad(word.Value))
                {
                    throw Unknown(word.Place, "a branch to data");
                }
            }
            else if (word.Relocation is null && A64.IsPageAddress(word.Value))
            {
                throw Unknown(word.Place, "a page's address that the linker does not know");
            }
        }

        FindFrame([.. method.TakeWhile(word => word.Place < data)]);
        FindLoops(method, start);
    }

    /// <summary>Data is what literal loads and the first address of a jump table's pair lead to.</summary>
    private static int FirstData(CodeWord[] method, int start, int end)
    {
        int first = end;
        foreach (CodeWord word in method)
        {
            if (word.Place >= first)
            {
                break;
            }

            if (word.Relocation is null && (A64.IsLiteralLoad(word.Value) || A64.IsAddress(word.Value)))
            {
                int place = word.Place + A64.Distance(word.Value)!.Value;
                // A base stands in front of the instruction that asks for it, data behind all instructions.
                if (place > word.Place && place < first)
                {
                    first = place;
                }
                else if (place < start || place > end)
                {
                    throw Unknown(word.Place, "an address outside of its method");
                }
            }
        }

        return first;
    }

    /// <summary>
    /// ADR of a table, a load of an entry, ADR of what entries are counted from, ADD, BR: what the compiler makes of a
    /// switch.
    /// </summary>
    private void ReadData(CodeWord[] method, int start, int data, int end)
    {
        SortedDictionary<int, CodeWord> tables = [];
        HashSet<int> literals = [];
        CodeWord? table = null;
        foreach (CodeWord word in method.TakeWhile(word => word.Place < data))
        {
            if (word.Relocation is not null || !(A64.IsAddress(word.Value) || A64.IsLiteralLoad(word.Value)))
            {
                continue;
            }

            int place = word.Place + A64.Distance(word.Value)!.Value;
            if (A64.IsLiteralLoad(word.Value))
            {
                literals.Add(place);
            }
            else if (place >= data)
            {
                table = word;
                tables[place] = word;
            }
            else
            {
                CodeWord from = table ?? throw Unknown(word.Place, "an address of code without a jump table");
                tables[from.Place + A64.Distance(from.Value)!.Value] = Require(place, word.Place);
                table = null;
            }
        }

        if (table is not null)
        {
            throw Unknown(table.Place, "an address of data that is no jump table");
        }

        CodeWord? countedFrom = null;
        foreach (CodeWord word in method.Where(word => word.Place >= data))
        {
            word.IsData = true;
            countedFrom = literals.Contains(word.Place) ? null : tables.GetValueOrDefault(word.Place) ?? countedFrom;
            if (countedFrom is not null)
            {
                int place = countedFrom.Place + (int)word.Value;
                if (place < start || place >= data)
                {
                    throw Unknown(word.Place, "an entry of a jump table that leads out of its method");
                }

                word.TableBase = countedFrom;
                word.Target = Require(place, word.Place);
            }
        }
    }

    /// <summary>Between the frame record's making and its end, x30 is nobody's, unless the method uses it.</summary>
    private static void FindFrame(CodeWord[] method)
    {
        if (
            method.Any(word =>
                word.Relocation is null
                && A64.TouchesReturnAddress(word.Value)
                && !A64.StoresFrameRecord(word.Value)
                && !A64.LoadsFrameRecord(word.Value)
                && word.Value != A64.Return
                && A64.Distance(word.Value) is null
                && !A64.IsCallByRegister(word.Value)
            )
        )
        {
            return;
        }

        bool hasFrame = false,
            isKept = false;
        for (int i = 0; i < method.Length; i++)
        {
            CodeWord word = method[i];
            if (A64.LoadsFrameRecord(word.Value))
            {
                isKept = false;
            }

            word.IsReturnAddressKept = isKept;
            if (A64.StoresFrameRecord(word.Value))
            {
                // A finally block is a method of its own in the middle of another, called and with a record of its own.
                for (int start = i; start >= 0 && !(start < i && A64.EndsFlow(method[start].Value)); start--)
                {
                    method[start].IsReturnAddressKept = false;
                }

                hasFrame = isKept = true;
            }

            // Behind a method's end its middle goes on.
            isKept |= hasFrame && A64.EndsFlow(word.Value);
        }
    }

    private static void FindLoops(CodeWord[] method, int start)
    {
        foreach (CodeWord word in method.Where(word => !word.IsData && word.Target is not null))
        {
            for (
                int at = word.Target!.Place;
                !A64.IsCall(word.Value) && at >= start && at <= word.Place;
                at += sizeof(uint)
            )
            {
                method[(at - start) / sizeof(uint)].IsInLoop = true;
            }
        }
    }

    private CodeWord Require(int place, int from) =>
        _byOldPlace.GetValueOrDefault(place) ?? throw Unknown(from, "a branch that leads out of the code");

    private static BadImageFormatException Unknown(int place, string what) => new($"code at 0x{place:x}: {what}");
}
