using System;
using System.Buffers.Binary;

namespace Keelson.BootEntries;

/// <summary>
/// One way to boot: a file of <c>/loader/entries</c> (UAPI Group, Boot Loader Specification, "Type #1 Boot Loader
/// Specification Entries"). Values are parts of the file's text.
/// </summary>
public ref struct BootEntry
{
    private ReadOnlySpan<byte> _text;

    /// <summary>The file's name without <c>.conf</c> and without a boot counter.</summary>
    public BootEntryName Name;
    public ReadOnlySpan<byte> Title;
    public ReadOnlySpan<byte> Version;
    public ReadOnlySpan<byte> SortKey;
    public ReadOnlySpan<byte> MachineId;

    /// <summary>Path of the kernel.</summary>
    public ReadOnlySpan<byte> Linux;

    /// <summary>Path of a device tree; empty where the firmware's is meant.</summary>
    public ReadOnlySpan<byte> DeviceTree;

    /// <summary>Empty where any is meant.</summary>
    public ReadOnlySpan<byte> Architecture;

    public readonly int TextLength => _text.Length;

    /// <summary>Entries for other machines share the directory; they are no fault.</summary>
    public readonly bool IsForThisArchitecture => Architecture.IsEmpty || IsArm64(Architecture);

    /// <summary>What a menu shows: title, else the name.</summary>
    public readonly ReadOnlySpan<byte> DisplayName => Title.IsEmpty ? Name.Id : Title;

    /// <param name="fileName">As it stands in the directory.</param>
    /// <param name="text">The file; the entry refers to it.</param>
    public static EntryDiagnostic TryParse(ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> text, out BootEntry entry)
    {
        entry = default;
        entry._text = text;
        entry.Name = new BootEntryName(fileName);
        ConfigurationLines lines = new(text);
        while (lines.TryNext())
        {
            EntryError error = entry.Take(lines.Key, lines.Value);
            if (error != EntryError.None)
            {
                return new EntryDiagnostic(error, lines.Line, lines.KeyColumn);
            }
        }
        if (!lines.Diagnostic.IsNone)
        {
            return lines.Diagnostic;
        }

        return entry.Linux.IsEmpty ? new EntryDiagnostic(EntryError.NoKernel, lines.Line + 1, 1) : default;
    }

    /// <summary>The entry's initial ramdisks, in the order of their lines.</summary>
    public readonly bool TryGetInitrd(int index, out ReadOnlySpan<byte> path) =>
        TryGetValue("initrd"u8, index, out path);

    /// <summary>The entry's command line: every <c>options</c> line, with a space between.</summary>
    /// <param name="destination">As long as the entry's text at least.</param>
    /// <returns>Bytes written.</returns>
    public readonly int WriteOptions(Span<byte> destination)
    {
        int length = 0;
        for (int i = 0; TryGetValue("options"u8, i, out ReadOnlySpan<byte> options); i++)
        {
            if (i > 0)
            {
                destination[length++] = (byte)' ';
            }

            options.CopyTo(destination[length..]);
            length += options.Length;
        }
        return length;
    }

    private readonly bool TryGetValue(scoped ReadOnlySpan<byte> key, int index, out ReadOnlySpan<byte> value)
    {
        ConfigurationLines lines = new(_text);
        while (lines.TryNext())
        {
            if (lines.Key.SequenceEqual(key) && index-- == 0)
            {
                value = lines.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    private EntryError Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("title"u8))
        {
            return Set(ref Title, value);
        }

        if (key.SequenceEqual("version"u8))
        {
            return Set(ref Version, value);
        }

        if (key.SequenceEqual("sort-key"u8))
        {
            return Set(ref SortKey, value);
        }

        if (key.SequenceEqual("machine-id"u8))
        {
            return Set(ref MachineId, value);
        }

        if (key.SequenceEqual("linux"u8))
        {
            return Set(ref Linux, value);
        }

        if (key.SequenceEqual("devicetree"u8))
        {
            return Set(ref DeviceTree, value);
        }

        if (key.SequenceEqual("architecture"u8))
        {
            return Set(ref Architecture, value);
        }
        // Another program, or a tree that is only half of one: an entry that means those is not the one we would boot.
        if (key.SequenceEqual("efi"u8) || key.SequenceEqual("uki"u8) || key.SequenceEqual("devicetree-overlay"u8))
        {
            return EntryError.Unsupported;
        }
        // Whatever else there is or will be: a loader passes over what it does not know.
        return EntryError.None;
    }

    // The specification asks for a comparison without regard to case, and writes it AA64 itself: the letters are the
    // first two bytes.
    private static bool IsArm64(ReadOnlySpan<byte> name) =>
        name.Length == 4 && (BinaryPrimitives.ReadUInt32LittleEndian(name) | 0x2020) == 0x3436_6161;

    private static EntryError Set(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (!field.IsEmpty)
        {
            return EntryError.Repeated;
        }

        field = value;
        return EntryError.None;
    }
}
