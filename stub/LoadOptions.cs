using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The options that we were started with, in UTF-8.</summary>
internal ref struct LoadOptions
{
    /// <summary>Twice what an arm64 Linux takes (COMMAND_LINE_SIZE), in UTF-16 code units.</summary>
    private const int MaximumLength = 4096;

    private PhysicalRange _buffer;

    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>
    /// False when the options are too long to be a command line. Without memory there are none, and the boot goes on.
    /// </summary>
    public static bool TryRead(OwnImage image, scoped ref Firmware firmware, out LoadOptions options)
    {
        options = default;
        ReadOnlySpan<byte> units = image.LoadOptions;
        if (units.Length > MaximumLength * sizeof(char))
            return false;
        ulong size = (ulong)Utf8.MaximumLength(units.Length / sizeof(char));
        if (
            size == 0
            || AlignedPages.Allocate(ref firmware, MemoryType.LoaderData, size, 0, out PhysicalAddress start)
                != EfiStatus.Success
        )
            return true;
        options._buffer = PhysicalRange.FromSize(start, size);
        Span<byte> text = firmware.Memory(start, size);
        ReadOnlySpan<byte> rest = text[..Utf8.FromUtf16(units, text)];
        options.Text = rest;
        // A shell puts the program's own name in front. A kernel's may end like it.
        if (
            OptionWords.TryTake(ref rest, out ReadOnlySpan<byte> program)
            && (program.EndsWith(".efi"u8) || program.EndsWith(".EFI"u8))
            && program.IndexOf((byte)'=') < 0
        )
            options.Text = rest;
        return true;
    }

    public void Release(scoped ref Firmware firmware) => firmware.Free(ref _buffer);
}
