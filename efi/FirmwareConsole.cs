using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>ConOut as a sink of lines. A system without one is headless, not broken: lines then go nowhere.</summary>
public readonly partial struct FirmwareConsole : ITextSink
{
    private readonly unsafe SimpleTextOutputProtocol* _output;

    // SAFETY: kept, and followed only where Exists has been asked.
    internal unsafe FirmwareConsole(SimpleTextOutputProtocol* output) => _output = output;

    // SAFETY: compared with null and not followed.
    public unsafe bool Exists => _output != null;

    /// <summary>What is converted at a time, with the end of a line and the zero behind it.</summary>
    private const int PieceBytes = TextLine.CapacityBytes;

    [InlineArray(2 * PieceBytes + 3)]
    private struct Utf16Piece
    {
        private char _first;
    }

    public void WriteLine(scoped ReadOnlySpan<byte> line) => Write(line, "\r\n");

    public void Write(scoped ReadOnlySpan<byte> text) => Write(text, "");

    private void Write(scoped ReadOnlySpan<byte> text, string end)
    {
        if (!Exists)
        {
            return;
        }
        // SAFETY: the firmware reads up to the zero, and all in front of it is written.
        Unsafe.SkipInit(out Utf16Piece piece);
        Span<char> units = piece;
        int length;
        for (; text.Length > PieceBytes; text = text[length..])
        {
            length = Utf8.WholeCharacters(text, PieceBytes);
            Output(units, Convert(text[..length], units), "");
        }
        Output(units, Convert(text, units), end);
    }

    /// <returns>The length in UTF-16.</returns>
    private static int Convert(scoped ReadOnlySpan<byte> text, Span<char> units)
    {
        int length = Utf8.ToUtf16(text, units);
        // A line of a log has none inside.
        return text.Contains((byte)'\n') ? ReturnAtLineFeeds(units, length) : length;
    }

    private unsafe void Output(Span<char> units, int length, string end)
    {
        for (int i = 0; i < end.Length; i++)
        {
            units[length++] = end[i];
        }
        units[length] = '\0';
        // SAFETY: the string ends within the array, which lives until the call is over.
        fixed (char* first = units)
        {
            FirmwareCall.Invoke(_output->OutputString, _output, first);
        }
    }

    /// <summary>The firmware's line feed goes down and not to the left (UEFI 2.10, 12.4.3).</summary>
    /// <returns>The length with what was put in.</returns>
    private static int ReturnAtLineFeeds(Span<char> units, int length)
    {
        int added = 0;
        for (int i = 0; i < length; i++)
        {
            if (units[i] == '\n' && (i == 0 || units[i - 1] != '\r'))
            {
                added++;
            }
        }
        int total = length + added;
        for (int i = length - 1; added > 0; i--)
        {
            units[i + added] = units[i];
            if (units[i] == '\n' && (i == 0 || units[i - 1] != '\r'))
            {
                units[i + --added] = '\r';
            }
        }
        return total;
    }
}
