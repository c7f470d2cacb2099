using System;

namespace Keelson.BootEntries;

/// <summary>
/// The lines of a boot entry or of loader.conf that say something (UAPI Group, Boot Loader Specification, "Type #1 Boot
/// Loader Specification Entries"): a key, blanks, a value to the end of the line. Empty lines and comments are passed
/// over.
/// </summary>
public ref struct ConfigurationLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Without blanks around it; never empty.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Of the line just read, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Of the key, in bytes from 1.</summary>
    public int KeyColumn { get; private set; }

    /// <summary>Of the value, likewise.</summary>
    public int ValueColumn { get; private set; }

    /// <summary>What ended the reading, if not the end of the text.</summary>
    public EntryDiagnostic Diagnostic { get; private set; }

    public bool TryNext()
    {
        while (!_rest.IsEmpty && Diagnostic.IsNone)
        {
            int end = _rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? _rest : _rest[..end];
            _rest = _rest[(end < 0 ? line.Length : end + 1)..];
            Line++;
            if (TrySplit(line))
            {
                return true;
            }
        }
        return false;
    }

    private bool TrySplit(ReadOnlySpan<byte> line)
    {
        int end = line.Length;
        while (end > 0 && IsBlank(line[end - 1]))
        {
            end--;
        }

        int key = SkipBlanks(line, 0, end);
        if (key == end || line[key] == '#')
        {
            return false;
        }

        for (int i = key; i < end; i++)
        {
            if (line[i] < ' ' && line[i] != '\t')
            {
                return Stop(EntryError.ControlCharacter, i);
            }
        }
        int keyEnd = key;
        while (keyEnd < end && !IsBlank(line[keyEnd]))
        {
            keyEnd++;
        }

        int value = SkipBlanks(line, keyEnd, end);
        // A kernel without options has a line that says so.
        if (value == end)
        {
            return !line[key..keyEnd].SequenceEqual("options"u8) && Stop(EntryError.MissingValue, keyEnd);
        }

        Key = line[key..keyEnd];
        Value = line[value..end];
        KeyColumn = key + 1;
        ValueColumn = value + 1;
        return true;
    }

    private bool Stop(EntryError error, int offset)
    {
        Diagnostic = new EntryDiagnostic(error, Line, offset + 1);
        return false;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> line, int from, int end)
    {
        while (from < end && IsBlank(line[from]))
        {
            from++;
        }

        return from;
    }

    // A line may end as files from DOS do.
    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t' or (byte)'\r';
}
