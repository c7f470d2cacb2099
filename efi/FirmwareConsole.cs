using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary><c>EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL</c> (UEFI 2.10, 12.4): the first two of its functions.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleTextOutput
{
    public nint Reset;
    public ulong OutputString;
}

/// <summary>ConOut as a sink of lines. A system without one is headless, not broken: lines then go nowhere.</summary>
public readonly struct FirmwareConsole : ITextSink
{
    private readonly unsafe SimpleTextOutput* _output;

    // SAFETY: kept, and followed only where Exists has been asked.
    internal unsafe FirmwareConsole(SimpleTextOutput* output) => _output = output;

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
