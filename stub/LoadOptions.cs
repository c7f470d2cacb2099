using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The options that we were started with, in UTF-8.</summary>
internal ref struct LoadOptions
{
    private const int MaximumPathBytes = 1024;

    [InlineArray(MaximumPathBytes)]
    private struct PathBytes
    {
        private byte _first;
    }

    private PhysicalRange _buffer;

    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Of this image, from 0.</summary>
    public int Profile { get; private set; }

    /// <summary>
    /// False when the options are too long to be a command line. Without memory there are none, and the boot goes on.
    /// </summary>
    public static bool TryRead(scoped in OwnImage image, Firmware firmware, out LoadOptions options)
    {
        options = default;
        ReadOnlySpan<byte> given = image.LoadOptions;
        ulong size = (ulong)LoadOptionText.MaximumLength(given);
        if (
            size == 0
            || AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out options._buffer) != EfiStatus.Success
        )
        {
            return true;
        }
        PathBytes path = default;
        int pathLength = DevicePath.WriteFile(new DevicePath(image.FilePath), path);
        LoadOptionKind kind = LoadOptionText.Read(
            given,
            ((ReadOnlySpan<byte>)path)[..pathLength],
            firmware.Memory(options._buffer),
            out ReadOnlySpan<byte> text
        );
        options.Profile = LoadOptionText.TakeProfile(ref text);
        options.Text = text;
        if (kind == LoadOptionKind.NotText)
        {
            Log.WriteLine($"warning: load options of {(ulong)given.Length} bytes are no command line: ignored");
        }
        return kind != LoadOptionKind.TooLong;
    }

    public void Release(Firmware firmware) => AlignedPages.Free(firmware, ref _buffer);
}
