using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>What an entry starts.</summary>
public enum BootEntryKind
{
    None,

    /// <summary><c>linux</c>: a kernel, with the entry's initrds, options and device tree.</summary>
    Linux,

    /// <summary><c>efi</c>: an EFI program, with the entry's options.</summary>
    Efi,

    /// <summary><c>uki</c>: a unified kernel image, with the entry's options if it has any.</summary>
    UnifiedImage,

    /// <summary>What the boot loader does itself (<see cref="LoaderEntry"/>).</summary>
    Loader,
}

/// <summary>
/// One way to boot: a file of <c>/loader/entries</c> (UAPI Group, Boot Loader Specification, "Type #1 Boot Loader
/// Specification Entries"). Values are parts of the file's text.
/// </summary>
public ref struct BootEntry
{
    private static ReadOnlySpan<byte> InitrdKey => "initrd"u8;
    private static ReadOnlySpan<byte> OptionsKey => "options"u8;

    private ReadOnlySpan<byte> _text;
    private int _lines;
    private int _optionsLength;
    private ReadOnlySpan<byte> _editedOptions;
    private bool _isEdited;

    /// <summary>The file's name without its suffix and without a boot counter.</summary>
    public BootEntryName Name;
    public ReadOnlySpan<byte> Title;
    public ReadOnlySpan<byte> Version;
    public ReadOnlySpan<byte> SortKey;
    public ReadOnlySpan<byte> MachineId;

    /// <summary>Path of what is started, and where it stands in the entry.</summary>
    public ReadOnlySpan<byte> Program;
    public EntryDiagnostic ProgramPlace;
    public BootEntryKind Kind;

    /// <summary>Path of a device tree; empty where the firmware's is meant.</summary>
    public ReadOnlySpan<byte> DeviceTree;

    /// <summary>
    /// Of a unified image, which of its profiles (UAPI Group, Unified Kernel Image, <c>.profile</c>).
    /// </summary>
    public ReadOnlySpan<byte> Profile;

    /// <summary>Entries for other machines share the directory; they are no fault.</summary>
    public bool IsForAnotherArchitecture;

    public readonly int TextLength => _text.Length + _editedOptions.Length;

    /// <summary>What a menu shows: title, else the name.</summary>
    public readonly ReadOnlySpan<byte> DisplayName => Title.IsEmpty ? Name.Id : Title;

    /// <summary>The key by which a menu goes to the next one of its kind, as in systemd-boot; 0 for none.</summary>
    public readonly char MenuKey =>
        Kind is BootEntryKind.Linux or BootEntryKind.UnifiedImage ? 'l'
        : Name.Id.SequenceEqual(LoaderEntry.Shell.Name()) ? 's'
        : Name.Id.SequenceEqual(LoaderEntry.Windows.Name()) ? 'w'
        : '\0';

    /// <summary>What costs the entry, once every line was taken.</summary>
    public readonly EntryDiagnostic Verdict =>
        Kind == BootEntryKind.None ? new EntryDiagnostic(EntryError.NoKernel, _lines + 1, 1)
        : _optionsLength > OptionWords.MaximumLengthBytes ? new EntryDiagnostic(EntryError.TooLong, _lines, 1)
        : default;

    /// <summary>
    /// The same, and an entry for the boot loader itself would only bring it here again; systemd-boot leaves such a one
    /// out as well.
    /// </summary>
    /// <param name="ownPath">Of the boot loader's file; empty where it has none.</param>
    public readonly EntryDiagnostic VerdictBeside(scoped ReadOnlySpan<byte> ownPath)
    {
        EntryDiagnostic verdict = Verdict;
        return verdict.IsNone && !ownPath.IsEmpty && FilePath.AreSame(Program, ownPath)
            ? new EntryDiagnostic(EntryError.Itself, ProgramPlace.Line, ProgramPlace.Column)
            : verdict;
    }

    /// <summary>An entry whose lines are still to be taken.</summary>
    /// <param name="fileName">As it stands in the directory.</param>
    /// <param name="text">The file; the entry refers to it.</param>
    public BootEntry(ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> text)
    {
        this = default;
        _text = text;
        Name = new BootEntryName(fileName);
    }

    /// <summary>All lines at once, by who has heard of the broken ones.</summary>
    /// <returns><see cref="Verdict"/>.</returns>
    public static EntryDiagnostic TryParse(ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> text, out BootEntry entry)
    {
        entry = new BootEntry(fileName, text);
        for (ConfigurationLines lines = new(text); lines.TryNext(); )
        {
            entry.Take(in lines);
        }

        return entry.Verdict;
    }

    /// <summary>Puts other options in the place of those of its lines.</summary>
    public void Edit(ReadOnlySpan<byte> options)
    {
        _editedOptions = options;
        _isEdited = true;
    }

    /// <summary>Takes in a line.</summary>
    /// <returns>What is wrong with it: it is then as if it were not there, or as the fault says.</returns>
    public EntryDiagnostic Take(scoped in ConfigurationLines lines)
    {
        _lines = lines.Line;
        ReadOnlySpan<byte> value = lines.Value;
        if (!lines.Diagnostic.IsNone)
        {
            return lines.Diagnostic;
        }

        EntryError error = lines.Key switch
        {
            _ when lines.Key.SequenceEqual("title"u8) => Set(ref Title, value),
            _ when lines.Key.SequenceEqual("version"u8) => Set(ref Version, value),
            _ when lines.Key.SequenceEqual("sort-key"u8) => Set(ref SortKey, value),
            _ when lines.Key.SequenceEqual("machine-id"u8) => Set(ref MachineId, value),
            _ when lines.Key.SequenceEqual("devicetree"u8) => Set(ref DeviceTree, value),
            _ when lines.Key.SequenceEqual("profile"u8) => SetProfile(value),
            _ when lines.Key.SequenceEqual("linux"u8) => SetProgram(BootEntryKind.Linux, in lines),
            _ when lines.Key.SequenceEqual("efi"u8) => SetProgram(BootEntryKind.Efi, in lines),
            _ when lines.Key.SequenceEqual("loader"u8) && Name.IsLoaderEntry => SetProgram(
                BootEntryKind.Loader,
                in lines
            ),
            _ when lines.Key.SequenceEqual("uki"u8) => SetProgram(BootEntryKind.UnifiedImage, in lines),
            _ when lines.Key.SequenceEqual("architecture"u8) => CompareArchitecture(value),
            _ when lines.Key.SequenceEqual(OptionsKey) => CountOptions(value),
            // Whatever else there is or will be: a loader passes over what it does not know.
            _ => EntryError.None,
        };
        return new EntryDiagnostic(error, lines.Line, lines.KeyColumn);
    }

    /// <summary>The entry's initial ramdisks, in the order of their lines; where it has no such line, those that its
    /// options name, as Linux's own stub finds them.</summary>
    public readonly bool TryGetInitrd(scoped ref InitrdPosition position, out ReadOnlySpan<byte> path)
    {
        // The text is gone through once, however many lines it has: Verdict bounds the options, and nothing these.
        if (position.Source != InitrdSource.Options && TryGetLine(InitrdKey, ref position.Offset, out path))
        {
            position.Source = InitrdSource.Lines;
            return true;
        }

        path = default;
        if (position.Source == InitrdSource.Lines || !TryGetFile("initrd="u8, position.Index, out path))
        {
            return false;
        }

        position.Source = InitrdSource.Options;
        position.Index++;
        return true;
    }

    public readonly bool HasInitrdLines
    {
        get
        {
            int offset = 0;
            return TryGetLine(InitrdKey, ref offset, out _);
        }
    }

    /// <summary>The device tree of its line, or the one that its options name.</summary>
    public readonly ReadOnlySpan<byte> DeviceTreePath =>
        DeviceTree.IsEmpty && TryGetFile("dtb="u8, 0, out ReadOnlySpan<byte> path) ? path : DeviceTree;

    /// <summary>What is merged into it, or into the firmware's: all lines in their order, blanks between.</summary>
    public readonly bool TryGetOverlay(scoped ref OverlayPosition position, out ReadOnlySpan<byte> path)
    {
        OptionWord word;
        while (!OptionWords.TryTake(ref position.Line, out word))
        {
            if (!TryGetLine("devicetree-overlay"u8, ref position.Offset, out position.Line))
            {
                break;
            }
        }

        path = word.Written;
        return !path.IsEmpty;
    }

    /// <summary>The entry's command line: every <c>options</c> line, with a space between.</summary>
    /// <param name="destination">As long as the entry's text at least.</param>
    /// <returns>Bytes written.</returns>
    public readonly int WriteOptions(Span<byte> destination)
    {
        int length = 0;
        for (ConfigurationLines lines = new(_text); TryNextOptions(ref lines, out ReadOnlySpan<byte> options); )
        {
            if (length > 0 && !options.IsEmpty)
            {
                destination[length++] = (byte)' ';
            }

            options.CopyTo(destination[length..]);
            length += options.Length;
        }
        return length;
    }

    /// <summary>The next line of options; those that were edited are one.</summary>
    private readonly bool TryNextOptions(scoped ref ConfigurationLines lines, out ReadOnlySpan<byte> options)
    {
        options = _editedOptions;
        if (_isEdited)
        {
            bool isFirst = lines.Line == 0;
            lines.TryNext();
            return isFirst;
        }

        while (lines.TryNext())
        {
            if (lines.Key.SequenceEqual(OptionsKey))
            {
                options = lines.Value;
                return true;
            }
        }

        return false;
    }

    /// <summary>The next line of this key that has a value.</summary>
    private readonly bool TryGetLine(scoped ReadOnlySpan<byte> key, scoped ref int offset, out ReadOnlySpan<byte> value)
    {
        ConfigurationLines lines = new(_text[offset..]);
        while (lines.TryNext())
        {
            if (!lines.Key.SequenceEqual(key) || lines.Value.IsEmpty)
            {
                continue;
            }

            offset = _text.Length - lines.RestLength;
            value = lines.Value;
            return true;
        }
        value = default;
        return false;
    }

    private readonly bool TryGetFile(scoped ReadOnlySpan<byte> option, int index, out ReadOnlySpan<byte> path)
    {
        for (ConfigurationLines lines = new(_text); TryNextOptions(ref lines, out ReadOnlySpan<byte> options); )
        {
            int seen = 0;
            for (; new OptionWords(options).TryGetFile(option, seen, out path); seen++)
            {
                if (index-- == 0)
                {
                    return true;
                }
            }
        }
        path = default;
        return false;
    }

    private EntryError SetProgram(BootEntryKind kind, scoped in ConfigurationLines lines)
    {
        EntryError error = Set(ref Program, lines.Value);
        if (!lines.Value.IsEmpty)
        {
            // To systemd-boot the last one counts, whatever the key.
            Kind = kind;
            ProgramPlace = new EntryDiagnostic(EntryError.None, lines.Line, lines.ValueColumn);
        }

        return error;
    }

    private EntryError CompareArchitecture(scoped ReadOnlySpan<byte> value)
    {
        // The specification asks for a comparison without regard to case, and writes it AA64 itself.
        IsForAnotherArchitecture |= !AsciiText.EqualsIgnoringCase(value, "aa64"u8);
        return EntryError.None;
    }

    private EntryError SetProfile(ReadOnlySpan<byte> value) =>
        value.IsEmpty || OptionWords.TryParseNumber(value, out _) ? Set(ref Profile, value) : EntryError.BadProfile;

    private EntryError CountOptions(scoped ReadOnlySpan<byte> value)
    {
        _optionsLength += value.Length + (_optionsLength > 0 && value.Length > 0 ? 1 : 0);
        return EntryError.None;
    }

    private static EntryError Set(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        EntryError error =
            value.IsEmpty ? EntryError.MissingValue
            : field.IsEmpty ? EntryError.None
            : EntryError.Repeated;
        if (!value.IsEmpty)
        {
            field = value;
        }

        return error;
    }
}
