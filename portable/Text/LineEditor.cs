using System;
using Keelson.Uefi.Protocols;

namespace Keelson.Text;

/// <summary>What a key means to a line that is being edited.</summary>
public enum EditResult
{
    Continues,
    Accepted,
    Cancelled,
}

/// <summary>
/// A line of UTF-8 with a cursor, and the keys that change it: those of systemd-boot (src/boot/boot.c, line_edit),
/// which are a shell's, as far as a keyboard without modifiers has them (UEFI 2.10, 12.3.3). No character is ever cut.
/// </summary>
public ref struct LineEditor
{
    private readonly Span<byte> _buffer;

    /// <param name="buffer">As long as the line may get.</param>
    public LineEditor(Span<byte> buffer)
    {
        this = default;
        _buffer = buffer;
    }

    /// <summary>Where the text is to be put, before <see cref="Begin"/>.</summary>
    public readonly Span<byte> Room => _buffer;

    public int Length { get; private set; }

    /// <summary>In bytes from the beginning.</summary>
    public int Cursor { get; private set; }

    public readonly ReadOnlySpan<byte> Text => _buffer[..Length];

    /// <param name="length">Of the text in <see cref="Room"/>; the cursor stands at its end.</param>
    public void Begin(int length)
    {
        Length = length;
        Cursor = length;
    }

    public EditResult Press(InputKey key)
    {
        int code = key.UnicodeChar == 0 ? -key.ScanCode : key.UnicodeChar;
        switch (code)
        {
            case '\r' or '\n' or -0x0d:
                return EditResult.Accepted;
            // Escape, Ctrl-C, Ctrl-G.
            case -0x17 or 0x1b or 3 or 7:
                return EditResult.Cancelled;
            // Home, Ctrl-A.
            case -5 or 1:
                Cursor = 0;
                break;
            // End, Ctrl-E.
            case -6 or 5:
                Cursor = Length;
                break;
            // Left, Ctrl-B; up, by words.
            case -4 or 2:
                Cursor = Before(Cursor);
                break;
            case -1:
                Cursor = WordBefore();
                break;
            // Right, Ctrl-F; down, by words.
            case -3 or 6:
                Cursor = Behind(Cursor);
                break;
            case -2:
                Cursor = WordBehind();
                break;
            // Delete, Ctrl-D.
            case -8 or 4:
                Remove(Cursor, Behind(Cursor));
                break;
            case '\b' or 0x7f:
                Remove(Before(Cursor), Cursor);
                break;
            // Ctrl-K, to the end; Ctrl-W, the word.
            case 0x0b:
                Length = Cursor;
                break;
            case 0x17:
                Remove(WordBefore(), Cursor);
                break;
            case >= ' ':
                Insert((uint)code);
                break;
        }
        return EditResult.Continues;
    }

    /// <summary>
    /// The part of the line that has the cursor, as wide as a terminal's line: what a terminal is to be sent, from the
    /// left margin and back to the cursor.
    /// </summary>
    /// <param name="columns">Width of the part.</param>
    /// <param name="destination">Of <see cref="MaximumDrawnBytes"/>.</param>
    /// <returns>Bytes written.</returns>
    public readonly int Draw(int columns, Span<byte> destination)
    {
        int start = Cursor;
        int left = 0;
        for (; left < columns - 1 && start > 0; left++)
        {
            start = Before(start);
        }

        int length = 0;
        int column = 0;
        destination[length++] = (byte)'\r';
        for (int i = start; column < columns; column++)
        {
            destination[length++] = i < Length ? _buffer[i] : (byte)' ';
            for (i++; i < Length && IsInside(i); i++)
            {
                destination[length++] = _buffer[i];
            }
        }

        for (; column > left; column--)
        {
            destination[length++] = (byte)'\b';
        }

        return length;
    }

    /// <summary>A character of up to four bytes and a step back for each column.</summary>
    public static int MaximumDrawnBytes(int columns) => 1 + 5 * columns;

    private void Insert(uint character)
    {
        Span<byte> utf8 = stackalloc byte[Utf8.MaximumScalarLength];
        // Half of a pair is no character.
        int added = character is >= 0xd800 and < 0xe000 ? 0 : Utf8.Encode(character, utf8);
        if (added > _buffer.Length - Length)
        {
            return;
        }

        for (int i = Length; i-- > Cursor; )
        {
            _buffer[i + added] = _buffer[i];
        }

        for (int i = 0; i < added; i++)
        {
            _buffer[Cursor + i] = utf8[i];
        }

        Length += added;
        Cursor += added;
    }

    private void Remove(int start, int end)
    {
        for (int i = end; i < Length; i++)
        {
            _buffer[start + i - end] = _buffer[i];
        }

        Length -= end - start;
        Cursor = start;
    }

    private readonly int Before(int position)
    {
        do
        {
            position--;
        } while (position > 0 && IsInside(position));
        return Math.Max(position, 0);
    }

    private readonly int Behind(int position)
    {
        do
        {
            position++;
        } while (position < Length && IsInside(position));
        return Math.Min(position, Length);
    }

    private readonly int WordBefore()
    {
        int position = Cursor;
        while (position > 0 && _buffer[position - 1] == ' ')
        {
            position--;
        }

        while (position > 0 && _buffer[position - 1] != ' ')
        {
            position--;
        }

        return position;
    }

    private readonly int WordBehind()
    {
        int position = Cursor;
        while (position < Length && _buffer[position] == ' ')
        {
            position++;
        }

        while (position < Length && _buffer[position] != ' ')
        {
            position++;
        }

        return position;
    }

    /// <summary>Of a character, but not its first byte.</summary>
    private readonly bool IsInside(int position) => (_buffer[position] & 0xc0) == 0x80;
}
