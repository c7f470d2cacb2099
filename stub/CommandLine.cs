using System;
using Keelson.Efi;
using Keelson.Memory;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The kernel's command line: the options we were started with, in UTF-8.</summary>
internal ref struct CommandLine
{
    /// <summary>Twice what an arm64 Linux takes (COMMAND_LINE_SIZE), in UTF-16 code units.</summary>
    private const int MaximumLength = 4096;

    private PhysicalRange _buffer;

    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The user knows that nobody will see the report, and wants it run all the same.</summary>
    public readonly bool AllowsSilence => new OptionWords(Text).Has("keelson.console=none"u8);

    /// <summary>Linux's word for leaving runtime services where they are (Documentation/admin-guide/kernel-parameters.txt, efi=).</summary>
    public readonly bool ForbidsRelocation => new OptionWords(Text).Has("efi=novamap"u8);

    /// <summary>Ask SetVirtualAddressMap a second time, which it has to refuse.</summary>
    public readonly bool AsksTwice => new OptionWords(Text).Has("keelson.svam=twice"u8);

    /// <summary>False when the options are too long to be a command line. Without memory there is none, and the boot goes on.</summary>
    public static bool TryRead(OwnImage image, scoped ref Firmware firmware, out CommandLine commandLine)
    {
        commandLine = default;
        ReadOnlySpan<byte> options = image.LoadOptions;
        if (options.Length > MaximumLength * sizeof(char))
            return false;
        ulong size = (ulong)Utf8.MaximumLength(options.Length / sizeof(char));
        if (size == 0 || AlignedPages.Allocate(ref firmware, MemoryType.LoaderData, size, 0, out PhysicalAddress start) != EfiStatus.Success)
            return true;
        commandLine._buffer = PhysicalRange.FromSize(start, size);
        Span<byte> text = firmware.Memory(start, size);
        commandLine.Text = Trim(text[..Utf8.FromUtf16(options, text)]);
        return true;
    }

    public void Release(scoped ref Firmware firmware)
    {
        if (!_buffer.IsEmpty)
            AlignedPages.Free(ref firmware, _buffer.Start, _buffer.SizeBytes);
        this = default;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] == ' ')
            text = text[1..];
        while (!text.IsEmpty && text[^1] == ' ')
            text = text[..^1];
        return text;
    }
}
