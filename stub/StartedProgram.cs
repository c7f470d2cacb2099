using System;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>An EFI program that the firmware has loaded for us: what it is told, and its run.</summary>
internal static class StartedProgram
{
    /// <param name="loaded">The program's own.</param>
    /// <param name="text">Nothing where it is empty.</param>
    /// <param name="memory">
    /// That stays until the program is back, on a boundary of UTF-16, a character for each byte and one more.
    /// </param>
    // SAFETY: no more is written than the span holds; the protocol is the firmware's, on an image that it has loaded.
    public static unsafe void SetOptions(
        LoadedImageProtocol* loaded,
        scoped ReadOnlySpan<byte> text,
        scoped Span<byte> memory
    )
    {
        if (text.IsEmpty)
        {
            return;
        }
        fixed (byte* bytes = memory)
        {
            char* units = (char*)bytes;
            int count = Utf8.ToUtf16(text, new Span<char>(units, text.Length));
            units[count] = '\0';
            loaded->LoadOptions = (ulong)units;
            loaded->LoadOptionsSizeBytes = (uint)(count + 1) * sizeof(char);
        }
    }

    /// <param name="system">Has the tables.</param>
    /// <param name="image">The program's handle.</param>
    /// <param name="tree">A device tree in the place of the firmware's, as long as the program runs; or empty.</param>
    /// <returns>What the program said, where it came back.</returns>
    public static EfiStatus Run(EfiSystem system, nint image, scoped ReadOnlySpan<byte> tree)
    {
        system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress before);
        EfiStatus status = tree.IsEmpty ? EfiStatus.Success : InstallTree(system, Firmware.AddressOf(tree));
        if (status == EfiStatus.Success)
        {
            status = system.Boot.StartImage(image);
        }
        if (!tree.IsEmpty)
        {
            InstallTree(system, before);
        }
        return status;
    }

    // SAFETY: the firmware's own table, or one that stays until the program is back.
    private static unsafe EfiStatus InstallTree(EfiSystem system, PhysicalAddress place) =>
        system.Boot.InstallConfigurationTable(WellKnownGuids.DeviceTreeTable, (void*)place.Value);
}
