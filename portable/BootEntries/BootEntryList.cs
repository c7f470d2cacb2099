using System;
using System.Runtime.CompilerServices;

namespace Keelson.BootEntries;

/// <summary>
/// The boot entries of a volume, in the order in which they are offered. The text lies in the caller's memory.
/// </summary>
public ref struct BootEntryList(Span<byte> memory)
{
    public const int Capacity = 32;

    private struct Place
    {
        public int NameOffset,
            TextOffset,
            End;
    }

    [InlineArray(Capacity)]
    private struct Places
    {
        private Place _first;
    }

    private readonly Span<byte> _memory = memory;
    private Places _places;
    private int _used;

    public int Count { get; private set; }

    /// <summary>
    /// Where the next file's text is to be put, before <see cref="Add"/>; what it leaves is what fits.
    /// </summary>
    /// <param name="fileName">At most as long as there is room.</param>
    public readonly Span<byte> RoomFor(scoped ReadOnlySpan<byte> fileName) =>
        Count < Capacity && fileName.Length < _memory.Length - _used ? _memory[(_used + fileName.Length)..] : default;

    /// <summary>
    /// Takes in a file whose text is in <see cref="RoomFor"/>. One that is broken, or for another architecture, is not
    /// kept.
    /// </summary>
    public EntryDiagnostic Add(scoped ReadOnlySpan<byte> fileName, int textLength)
    {
        Place place = new()
        {
            NameOffset = _used,
            TextOffset = _used + fileName.Length,
            End = _used + fileName.Length + textLength,
        };
        fileName.CopyTo(_memory[_used..]);
        EntryDiagnostic diagnostic = Parse(place, out BootEntry entry);
        if (!diagnostic.IsNone || !entry.IsForThisArchitecture)
        {
            return diagnostic;
        }

        _used = place.End;
        int at = Count++;
        for (; at > 0; at--)
        {
            Parse(_places[at - 1], out BootEntry before);
            if (BootEntryOrder.Compare(before, entry) <= 0)
            {
                break;
            }

            _places[at] = _places[at - 1];
        }
        _places[at] = place;
        return default;
    }

    public readonly BootEntry this[int index]
    {
        get
        {
            Parse(_places[index], out BootEntry entry);
            return entry;
        }
    }

    /// <returns>The entry that the configuration prefers, else the first.</returns>
    public readonly int FindDefault(in LoaderConfiguration configuration)
    {
        for (int i = 0; i < Count; i++)
        {
            BootEntry entry = this[i];
            if (configuration.Prefers(in entry.Name))
            {
                return i;
            }
        }
        return 0;
    }

    private static ReadOnlySpan<byte> Keys => "123456789abcdefghijklmnopqrstuvw"u8;

    /// <summary>What to press for an entry.</summary>
    public static ReadOnlySpan<byte> KeyOf(int index) => Keys.Slice(index, 1);

    /// <summary>The entry that a key stands for.</summary>
    public readonly bool TryFindKey(ushort character, out int index)
    {
        index = character < 0x80 ? Keys.IndexOf((byte)character) : -1;
        return (uint)index < (uint)Count;
    }

    private readonly EntryDiagnostic Parse(Place place, out BootEntry entry) =>
        BootEntry.TryParse(
            _memory[place.NameOffset..place.TextOffset],
            _memory[place.TextOffset..place.End],
            out entry
        );
}
