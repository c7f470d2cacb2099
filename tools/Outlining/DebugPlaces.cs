using System.Buffers.Binary;
using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Debug information (CodeView, <c>.debug$S</c>) of code that moved: lengths of methods, lines, and where variables
/// live. Nothing changes its size, so what is left out of the code leaves records that say the same as their
/// neighbours.
/// </summary>
internal sealed class DebugPlaces
{
    private const uint SymbolSubsection = 0xf1;
    private const uint LineSubsection = 0xf2;
    private const ushort Method = 0x1147; // S_GPROC32_ID
    private const ushort FirstRange = 0x113f; // S_DEFRANGE to S_DEFRANGE_REGISTER_REL
    private const ushort LastRange = 0x1145;

    private readonly CompiledCode _code;
    private readonly byte[] _data;
    private readonly int _newSize;
    private readonly Dictionary<int, CoffSymbol> _targets;

    private DebugPlaces(CompiledCode code, CoffSection section, int newSize)
    {
        _code = code;
        _newSize = newSize;
        _data = section.Data.ToArray();
        _targets = section
            .Relocations.DistinctBy(one => one.Offset)
            .Where(one => one.Symbol.SectionNumber == code.Section.Number)
            .ToDictionary(one => (int)one.Offset, one => one.Symbol);
    }

    /// <returns>The section's new content.</returns>
    public static byte[] Move(CompiledCode code, CoffSection section, int newSize)
    {
        DebugPlaces places = new(code, section, newSize);
        places.MoveSubsections();
        return places._data;
    }

    private void MoveSubsections()
    {
        for (int at = sizeof(uint); at + 8 <= _data.Length; )
        {
            int end = at + 8 + (int)UInt32(at + 4);
            switch (UInt32(at))
            {
                case SymbolSubsection:
                    MoveSymbols(at + 8, end);
                    break;
                case LineSubsection:
                    MoveLines(at + 8, end);
                    break;
            }

            at = (end + 3) & ~3;
        }
    }

    private void MoveSymbols(int at, int end)
    {
        while (at + 4 <= end)
        {
            int next = at + 2 + UInt16(at);
            ushort kind = UInt16(at + 2);
            if (kind == Method && _targets.TryGetValue(at + 32, out CoffSymbol? method))
            {
                foreach (int field in (int[])[at + 16, at + 20, at + 24]) // length, and the body's start and end
                {
                    Write(field, Distance(method, UInt32(field)));
                }
            }
            else if (kind is >= FirstRange and <= LastRange)
            {
                MoveRange(at + 4, next);
            }

            at = next;
        }
    }

    /// <summary>CV_LVAR_ADDR_RANGE, which the relocation of its start gives away, and the gaps behind it.</summary>
    private void MoveRange(int at, int end)
    {
        while (at + 8 <= end && !_targets.ContainsKey(at))
        {
            at++;
        }

        if (at + 8 > end)
        {
            return;
        }

        CoffSymbol method = _targets[at];
        uint start = UInt32(at);
        uint newStart = Distance(method, start);
        Write(at, newStart);
        WriteShort(at + 6, Distance(method, start + UInt16(at + 6)) - newStart);
        for (int gap = at + 8; gap + 4 <= end; gap += 4)
        {
            uint from = start + UInt16(gap);
            uint newFrom = Distance(method, from);
            WriteShort(gap + 2, Distance(method, from + UInt16(gap + 2)) - newFrom);
            WriteShort(gap, newFrom - newStart);
        }
    }

    private void MoveLines(int start, int end)
    {
        if (!_targets.TryGetValue(start, out CoffSymbol? method))
        {
            return;
        }

        Write(start + 8, Distance(method, UInt32(start + 8)));
        for (int block = start + 12; block + 12 <= end; block += Math.Max(12, (int)UInt32(block + 8)))
        {
            int count = (int)UInt32(block + 4);
            for (int index = 0; index < count; index++)
            {
                Write(Entry(block, index), Distance(method, UInt32(Entry(block, index))));
            }

            // Of entries for one place the last is right: a call ends the sequence that was shared.
            for (int index = count - 2; index >= 0; index--)
            {
                if (UInt32(Entry(block, index)) == UInt32(Entry(block, index + 1)))
                {
                    Write(Entry(block, index) + 4, UInt32(Entry(block, index + 1) + 4));
                }
            }
        }
    }

    private static int Entry(int block, int index) => block + 12 + (index * 8);

    /// <summary>From the method's new start to where something is now.</summary>
    private uint Distance(CoffSymbol method, uint oldDistance) =>
        (uint)(NewPlace((int)(method.Value + oldDistance)) - NewPlace((int)method.Value));

    /// <summary>A variable that lives before one instruction only has a range of one byte.</summary>
    private int NewPlace(int oldPlace) => _code.At((oldPlace + 3) & ~3)?.Place ?? _code.FirstShared?.Place ?? _newSize;

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_data.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(at));

    private void Write(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_data.AsSpan(at), value);

    private void WriteShort(int at, uint value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_data.AsSpan(at), checked((ushort)value));
}
