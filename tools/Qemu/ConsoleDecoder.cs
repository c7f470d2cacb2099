using System.Text;

namespace Keelson.Tools.Qemu;

/// <summary>
/// Turns the bytes of a serial console into lines: UTF-8 (broken sequences become U+FFFD), without the terminal escapes
/// edk2 sends for colours and cursor moves (ECMA-48), in whatever pieces the bytes arrive.
/// </summary>
public sealed class ConsoleDecoder(Action<string> onLine)
{
    private enum State
    {
        Text,
        Escape,
        ControlSequence,
        OperatingSystemCommand,
    }

    private readonly Decoder _utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private readonly StringBuilder _line = new();
    private State _state;

    public void Feed(ReadOnlySpan<byte> bytes) => Decode(bytes, flush: false);

    /// <summary>
    /// Gives out the last line even when no line feed ends it: a guest that dies in mid-line says most there.
    /// </summary>
    public void Finish()
    {
        Decode([], flush: true);
        EndPartialLine();
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        char[] characters = new char[_utf8.GetCharCount(bytes, flush)];
        int count = _utf8.GetChars(bytes, characters, flush);
        foreach (char character in characters.AsSpan(0, count))
        {
            Accept(character);
        }
    }

    private void Accept(char c)
    {
        switch (_state)
        {
            case State.Escape:
                _state = c switch
                {
                    '[' => State.ControlSequence,
                    ']' => State.OperatingSystemCommand,
                    // More of the same sequence is to come, as in ESC ( B (ECMA-35, 13.2.1).
                    >= ' ' and <= '/' => State.Escape,
                    _ => State.Text,
                };
                break;
            case State.ControlSequence when c is >= '@' and <= '~':
                // Cursor position and screen clearing start new text elsewhere on the screen: a new line for a reader
                // of lines.
                if (c is 'H' or 'J')
                {
                    EndPartialLine();
                }

                _state = State.Text;
                break;
            case State.OperatingSystemCommand when c is '\a' or '\e':
                _state = c == '\e' ? State.Escape : State.Text;
                break;
            case State.Text when c == '\e':
                _state = State.Escape;
                break;
            case State.Text when c == '\n':
                EndLine();
                break;
            case State.Text when c == '\t' || !char.IsControl(c):
                _line.Append(c);
                break;
        }
    }

    private void EndPartialLine()
    {
        if (_line.Length > 0)
        {
            EndLine();
        }
    }

    private void EndLine()
    {
        string line = _line.ToString();
        _line.Clear();
        onLine(line);
    }
}
