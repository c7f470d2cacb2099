using System;
using System.Runtime.CompilerServices;

namespace Keelson.BootEntries;

/// <summary>
/// The lines of a boot entry, of loader.conf or of os-release that say something, read as systemd-boot reads them
/// (line_get_key_value): a key, separators, a value to the end of the line, in quotes or not. Empty lines and comments
/// are passed over; a line that is broken comes with its <see cref="Diagnostic"/> and without a key.
/// </summary>
public ref struct ConfigurationLines
{
    private readonly byte _separator;
    private ReadOnlySpan<byte> _rest;

    /// <param name="text">
    /// Lines end with LF, CR or both; a byte order mark in front is passed over, and a zero ends the text.
    /// </param>
    /// <param name="separator">Between key and value, beside blanks: <c>=</c> for os-release.</param>
    public ConfigurationLines(ReadOnlySpan<byte> text, byte separator = (byte)' ')
    {
        _rest = text.StartsWith("\ufeff"u8) ? text[3..] : text;
        _separator = separator;
    }

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>
    /// Without blanks and quotes around it. Empty only where the line says so, in quotes or for options.
    /// </summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Of the line just read, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Of the key, in bytes from 1.</summary>
    public int KeyColumn { get; private set; }

    /// <summary>Of the value, likewise.</summary>
    public int ValueColumn { get; private set; }

    /// <summary>What is wrong with the line just read.</summary>
    public EntryDiagnostic Diagnostic { get; private set; }

    /// <summary>Bytes of the text behind the line just read.</summary>
    internal readonly int RestLength => _rest.Length;

    public bool TryNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = 0;
            while (end < _rest.Length && _rest[end] is not ((byte)'\n' or (byte)'\r' or 0))
            {
                end++;
            }

            ReadOnlySpan<byte> line = _rest[..end];
            _rest = _rest[end..];
            // Behind a zero is what the medium had there before, where a file was not written to its end.
            if (_rest.IsEmpty || _rest[0] == 0)
            {
                _rest = default;
            }
            else
            {
                _rest = _rest[(_rest.StartsWith("\r\n"u8) ? 2 : 1)..];
            }

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
        Diagnostic = default;
        int end = line.Length;
        while (end > 0 && IsBlank(line[end - 1]))
        {
            end--;
        }

        line = line[..end];
        int key = Skip(line, 0, (byte)' ', isSeparator: true);
        if (key == end || line[key] == '#')
        {
            return false;
        }

        Key = Value = default;
        int keyEnd = Skip(line, key, _separator, isSeparator: false);
        int value = Skip(line, keyEnd, _separator, isSeparator: true);
        ReadOnlySpan<byte> name = line[key..keyEnd];
        bool isOptions = name.SequenceEqual("options"u8);
        for (int i = key; i < line.Length; i++)
        {
            // A kernel reads past them: without its options it would find no root.
            if (line[i] < ' ' && line[i] != '\t' && !isOptions)
            {
                return Complain(EntryError.ControlCharacter, i);
            }
        }

        line = line[value..];
        // A kernel without options has a line that says so.
        if (line.IsEmpty && !isOptions)
        {
            return Complain(EntryError.MissingValue, keyEnd);
        }

        Key = name;
        KeyColumn = key + 1;
        ValueColumn = value + 1;
        if (!line.IsEmpty && line[0] is ((byte)'"' or (byte)'\'') && line[^1] == line[0])
        {
            line = line.Length == 1 ? default : line[1..^1];
        }

        Value = line;
        return true;
    }

    /// <returns>Where what is a separator, or what is none, ends.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Skip(ReadOnlySpan<byte> line, int at, byte separator, bool isSeparator)
    {
        while (at < line.Length && (separator == ' ' ? IsBlank(line[at]) : line[at] == separator) == isSeparator)
        {
            at++;
        }

        return at;
    }

    private bool Complain(EntryError error, int offset)
    {
        Diagnostic = new EntryDiagnostic(error, Line, offset + 1);
        return true;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t';
}
