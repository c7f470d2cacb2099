using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// The boot entries of one or two volumes, in the order in which they are offered once <see cref="Sort"/> was called.
/// All of it lies in the caller's memory: names and text from its beginning, a record of each from its end.
/// </summary>
public ref struct BootEntryList(Span<byte> memory)
{
    /// <summary>A part of the memory.</summary>
    private struct Part
    {
        public int Start,
            Length;
    }

    /// <summary>What the order is decided by, so that no text is parsed twice for it.</summary>
    private struct Record
    {
        public Part FileName,
            Identifier,
            Text,
            SortKey,
            MachineId,
            Version,
            Shown;
        public uint TriesLeft,
            TriesDone;
        public int Number;
        public int ProfileLength;
        public byte Volume,
            IsCounted;
    }

    private readonly Span<byte> _memory = memory;
    private int _used;

    public int Count { get; private set; }

    private readonly int FreeBytes => _memory.Length - _used - Count * Unsafe.SizeOf<Record>();

    /// <summary>Memory that a file takes in the list.</summary>
    /// <param name="nameBytes">Of the file's name.</param>
    /// <param name="textBytes">Of its contents.</param>
    public static ulong SizeOf(int nameBytes, ulong textBytes) =>
        (ulong)(2 * nameBytes + Unsafe.SizeOf<Record>()) + textBytes;

    /// <summary>
    /// Where the next file's text is to be put, before <see cref="Add"/>; what it leaves is what fits.
    /// </summary>
    public readonly Span<byte> RoomFor(scoped ReadOnlySpan<byte> fileName)
    {
        int start = _used + fileName.Length;
        int end = _memory.Length - (Count + 1) * Unsafe.SizeOf<Record>() - fileName.Length;
        return start < end ? _memory[start..end] : default;
    }

    /// <summary>
    /// Takes in a file whose text is in <see cref="RoomFor"/>. One that cannot be booted, or is for another
    /// architecture, is not kept.
    /// </summary>
    /// <param name="fileName">As it stands in the directory.</param>
    /// <param name="textLength">Of what is in the room.</param>
    /// <param name="volume">A number that comes back by <see cref="VolumeOf"/>.</param>
    /// <param name="profile">Goes behind the identifier: one file may be several entries. Profiles are added in their
    /// order; one for which there is no room left is left away.</param>
    /// <returns>What costs the entry.</returns>
    public EntryDiagnostic Add(
        scoped ReadOnlySpan<byte> fileName,
        int textLength,
        byte volume,
        scoped ReadOnlySpan<byte> profile = default
    )
    {
        // A directory may have grown since it was measured, and a file of no bytes fits where nothing does.
        if (SizeOf(fileName.Length, (ulong)textLength) > (ulong)FreeBytes)
        {
            return new EntryDiagnostic(EntryError.NoRoom, 1, 1);
        }

        Record record = new()
        {
            FileName = new Part { Start = _used, Length = fileName.Length },
            Text = new Part { Start = _used + fileName.Length, Length = textLength },
            Number = Count,
            Volume = volume,
        };
        fileName.CopyTo(_memory[_used..]);
        EntryDiagnostic fault = Parse(record, out BootEntry entry);
        if (!fault.IsNone || entry.IsForAnotherArchitecture)
        {
            return fault;
        }

        int identifier = record.Text.Start + textLength;
        int length = entry.Name.WriteIdentifier(_memory[identifier..]);
        record.Identifier = new Part { Start = identifier, Length = length };
        if (!profile.IsEmpty && RoomFor(fileName).Length - textLength > profile.Length)
        {
            _memory[identifier + length++] = (byte)'@';
            record.ProfileLength = 1 + profile.Length;
            foreach (byte character in profile)
            {
                _memory[identifier + length++] = AsciiText.ToLower(character);
            }
        }

        record.SortKey = Find(in record, entry.SortKey);
        record.MachineId = Find(in record, entry.MachineId);
        record.Version = Find(in record, entry.Version);
        record.Shown = Find(in record, entry.DisplayName);
        record.IsCounted = (byte)(entry.Name.IsCounted ? 1 : 0);
        record.TriesLeft = entry.Name.TriesLeft;
        record.TriesDone = entry.Name.TriesDone;
        _used = identifier + length;
        Store(Count++, in record);
        return default;
    }

    /// <summary>Takes in one of the loader's own, behind all that are there: after <see cref="Sort"/>.</summary>
    public EntryDiagnostic AddLoaderEntry(LoaderEntry entry)
    {
        Span<byte> room = RoomFor(entry.Name());
        ReadOnlySpan<byte> text = entry.Contents();
        if (text.Length > room.Length)
        {
            return new EntryDiagnostic(EntryError.NoRoom, 1, 1);
        }

        text.CopyTo(room);
        return Add(entry.Name(), text.Length, 0);
    }

    /// <summary>
    /// Brings the entries into the order of <see cref="Compare"/>, by n log n comparisons and in place.
    /// </summary>
    public void Sort()
    {
        for (int root = Count / 2 - 1; root >= 0; root--)
        {
            SiftDown(root, Count);
        }

        for (int end = Count - 1; end > 0; end--)
        {
            Record first = Load(0);
            Store(0, Load(end));
            Store(end, in first);
            SiftDown(0, end);
        }
    }

    public readonly BootEntry this[int index]
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            Parse(Load(index), out BootEntry entry);
            return entry;
        }
    }

    /// <summary>
    /// As of <see cref="BootEntryName.WriteIdentifier"/>: by this an entry is known to the system.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly ReadOnlySpan<byte> IdentifierOf(int index) => FullIdentifier(Load(index));

    public readonly byte VolumeOf(int index) => Load(index).Volume;

    /// <summary>
    /// The first entry that <paramref name="pattern"/> means, by its identifier or by its file's name.
    /// </summary>
    /// <returns>-1 without one.</returns>
    public readonly int Find(scoped ReadOnlySpan<byte> pattern)
    {
        for (int i = 0; i < Count && !pattern.IsEmpty; i++)
        {
            Record record = Load(i);
            ReadOnlySpan<byte> identifier = FullIdentifier(in record);
            if (
                NamePattern.Matches(pattern, identifier)
                || NamePattern.Matches(pattern, identifier[..^SuffixLength(identifier)])
                || record.IsCounted != 0 && NamePattern.Matches(pattern, Bytes(record.FileName))
            )
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>
    /// Whether another one looks the same in a menu, with a title and a version, so that only the identifier tells them
    /// apart.
    /// </summary>
    public readonly bool HasTwin(int index)
    {
        Record entry = Load(index);
        for (int i = 0; i < Count; i++)
        {
            Record other = Load(i);
            if (
                i != index
                && Bytes(other.Shown).SequenceEqual(Bytes(entry.Shown))
                && Bytes(other.Version).SequenceEqual(Bytes(entry.Version))
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The next entry that a key of the menu means, around the end to the beginning.</summary>
    /// <param name="key">A character.</param>
    /// <param name="start">The first that may be it.</param>
    /// <returns>-1 without one.</returns>
    public readonly int FindKey(int key, int start)
    {
        for (int i = 0; i < Count; i++)
        {
            int index = (start + i) % Count;
            if (this[index].MenuKey == key && key != 0)
            {
                return index;
            }
        }
        return -1;
    }

    /// <summary>Its lines, with those that were not understood.</summary>
    public readonly ReadOnlySpan<byte> TextOf(int index) => Bytes(Load(index).Text);

    /// <summary>
    /// UAPI Group, Boot Loader Specification, "Sorting"; where that leaves two entries alike, systemd-boot's
    /// boot_entry_compare.
    /// </summary>
    /// <returns>Below zero where <paramref name="left"/> comes first.</returns>
    private readonly int Compare(in Record left, in Record right)
    {
        bool isLast = left.IsCounted != 0 && left.TriesLeft == 0;
        if (isLast != (right.IsCounted != 0 && right.TriesLeft == 0))
        {
            return isLast ? 1 : -1;
        }

        if (left.SortKey.Length == 0 != (right.SortKey.Length == 0))
        {
            return left.SortKey.Length == 0 ? 1 : -1;
        }

        int order = 0;
        if (left.SortKey.Length != 0)
        {
            order = VersionOrder.CompareText(Bytes(left.SortKey), Bytes(right.SortKey));
            if (order == 0)
            {
                order = VersionOrder.CompareText(Bytes(left.MachineId), Bytes(right.MachineId));
            }

            if (order == 0)
            {
                order = VersionOrder.Compare(Bytes(right.Version), Bytes(left.Version));
            }
        }

        if (order == 0)
        {
            order = VersionOrder.Compare(Bytes(right.Identifier), Bytes(left.Identifier));
        }

        if (order == 0 && left.IsCounted != 0 && right.IsCounted != 0)
        {
            order = CompareTries(right.TriesLeft, left.TriesLeft);
            order = order != 0 ? order : CompareTries(left.TriesDone, right.TriesDone);
        }

        return order != 0 ? order : left.Number - right.Number;
    }

    private static int CompareTries(uint left, uint right) =>
        left < right ? -1
        : left == right ? 0
        : 1;

    private readonly void SiftDown(int root, int count)
    {
        Record moved = Load(root);
        while (2 * root + 1 < count)
        {
            int child = 2 * root + 1;
            if (child + 1 < count && Compare(Load(child), Load(child + 1)) < 0)
            {
                child++;
            }

            Record larger = Load(child);
            if (Compare(in moved, in larger) >= 0)
            {
                break;
            }

            Store(root, in larger);
            root = child;
        }

        Store(root, in moved);
    }

    private readonly EntryDiagnostic Parse(scoped in Record record, out BootEntry entry) =>
        BootEntry.TryParse(Bytes(record.FileName), Bytes(record.Text), out entry);

    /// <summary>Where in the memory a value of the record's text, or a part of its name, stands.</summary>
    private readonly Part Find(scoped in Record record, scoped ReadOnlySpan<byte> value) =>
        _memory[record.FileName.Start..].Overlaps(value, out int offset)
            ? new Part { Start = record.FileName.Start + offset, Length = value.Length }
            : default;

    private readonly ReadOnlySpan<byte> FullIdentifier(scoped in Record record) =>
        _memory.Slice(record.Identifier.Start, record.Identifier.Length + record.ProfileLength);

    private static int SuffixLength(ReadOnlySpan<byte> identifier) =>
        identifier.EndsWith(".conf"u8) ? 5
        : identifier.EndsWith(".efi"u8) ? 4
        : 0;

    private readonly ReadOnlySpan<byte> Bytes(Part part) => _memory.Slice(part.Start, part.Length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly Record Load(int index) => MemoryMarshal.Read<Record>(Place(index));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Store(int index, in Record record) => MemoryMarshal.Write(Place(index), in record);

    private readonly Span<byte> Place(int index) => _memory[(_memory.Length - (index + 1) * Unsafe.SizeOf<Record>())..];
}
