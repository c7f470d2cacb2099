using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>ConOut as a sink of lines. A system without one is headless, not broken: lines then go nowhere.</summary>
public readonly struct FirmwareConsole : ITextSink
{
    private readonly unsafe SimpleTextOutputProtocol* _output;

    // SAFETY: kept, and followed only where Exists has been asked.
    internal unsafe FirmwareConsole(SimpleTextOutputProtocol* output) => _output = output;

    // SAFETY: compared with null and not followed.
    public unsafe bool Exists => _output != null;

    [InlineArray(TextLine.CapacityBytes + 3)]
    private struct Utf16Line
    {
        private char _first;
    }

    public unsafe void WriteLine(scoped ReadOnlySpan<byte> line)
    {
        if (_output == null)
            return;
        Utf16Line text = default;
        int length = 0;
        for (; length < line.Length && length < TextLine.CapacityBytes; length++)
            text[length] = (char)line[length];
        text[length++] = '\r';
        text[length++] = '\n';
        // SAFETY: the array is zeroed and longer than what was written, so the string ends within it.
        FirmwareCall.Invoke(_output->OutputString, _output, &text);
    }
}
