using System.Runtime.InteropServices;
using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>A section whose parts are laid anew, and where each of them went.</summary>
internal sealed class PackedSection(CoffSection section)
{
    private readonly List<byte> _content = [];
    private readonly Dictionary<uint, uint> _places = [];
    private readonly SortedDictionary<uint, (int Size, uint Place)> _kept = [];
    private int? _firstLiteral;

    public CoffSection Section { get; } = section;

    public byte[] Content => [.. _content];

    /// <summary>Where a symbol of the section is now; nothing for what was left out.</summary>
    public uint? PlaceOf(CoffSymbol symbol) => _places.TryGetValue(symbol.Value, out uint place) ? place : null;

    /// <summary>Where a relocation of the section is now; nothing where its part was left out.</summary>
    public uint? PlaceOf(CoffRelocation relocation) =>
        _kept.LastOrDefault(one => one.Key <= relocation.Offset) is { Value: (int size, uint now), Key: var old }
        && relocation.Offset - old < size
            ? relocation.Offset - old + now
            : null;

    /// <summary>Takes a part over as it is, at the same place within eight bytes.</summary>
    public void Keep(int old, ReadOnlySpan<byte> content, int placeInSlot)
    {
        while (_content.Count % 8 != placeInSlot)
        {
            _content.Add(0);
        }

        _kept.Add((uint)old, (content.Length, (uint)_content.Count));
        _places.Add((uint)old, (uint)_content.Count);
        _content.AddRange(content);
    }

    /// <summary>Puts constant bytes where they stand already, or at the end.</summary>
    public void Place(uint old, ReadOnlySpan<byte> content, int alignment) => _places.Add(old, Put(content, alignment));

    /// <summary>For one constant more, at a multiple of its size, within what the section was.</summary>
    public bool HasRoom(int size) => (_content.Count + size - 1) / size * size + size <= Section.Data.Length;

    /// <summary>Puts constant bytes that the section had not.</summary>
    /// <param name="index">Of the symbol in the object's table.</param>
    public CoffSymbol Add(string name, int index, ReadOnlySpan<byte> content, int alignment) =>
        new(index, name, Put(content, alignment), Section.Number, CoffSymbol.External);

    private uint Put(ReadOnlySpan<byte> content, int alignment)
    {
        _firstLiteral ??= _content.Count;
        int at = Find(content, alignment, _firstLiteral.Value);
        if (at < 0)
        {
            while (_content.Count % alignment != 0)
            {
                _content.Add(0);
            }

            at = _content.Count;
            _content.AddRange(content);
        }

        return (uint)at;
    }

    /// <summary>Among literals only: what is kept may be filled in by the linker.</summary>
    private int Find(ReadOnlySpan<byte> content, int alignment, int from)
    {
        ReadOnlySpan<byte> all = CollectionsMarshal.AsSpan(_content);
        while (from < all.Length)
        {
            int found = all[from..].IndexOf(content);
            if (found < 0)
            {
                break;
            }

            if ((from + found) % alignment == 0)
            {
                return from + found;
            }

            from += found + 1;
        }

        return -1;
    }
}
