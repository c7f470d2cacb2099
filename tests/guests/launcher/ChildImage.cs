using System;
using Keelson.Efi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Launcher;

/// <summary>What a boot manager says to an image of where it is from and what it is to do (UEFI 2.10, 9.1.1).</summary>
internal static class ChildImage
{
    /// <param name="device">0 leaves what LoadImage said, which for an image in memory is: none.</param>
    public static unsafe void Describe(EfiSystem system, nint child, ReadOnlySpan<char> options, ulong device)
    {
        // SAFETY: the protocol is the firmware's, and the options lie in memory of the launcher's that outlives the
        // child.
        LoadedImageProtocol* loaded = system.Boot.FindProtocol<LoadedImageProtocol>(child);
        fixed (char* text = options)
        {
            loaded->LoadOptions = (ulong)text;
        }
        loaded->LoadOptionsSizeBytes = (uint)(options.Length * sizeof(char));
        if (device != 0)
        {
            loaded->DeviceHandle = device;
        }
    }

    /// <summary>As if it had been loaded from a file of 3 GB; the firmware keeps the true size elsewhere.</summary>
    public static unsafe void Enlarge(EfiSystem system, nint child)
    {
        // SAFETY: the protocol is the firmware's.
        LoadedImageProtocol* loaded = system.Boot.FindProtocol<LoadedImageProtocol>(child);
        loaded->ImageSizeBytes = 3ul << 30;
    }

    /// <summary>The volume that an image is from; 0 for none.</summary>
    public static unsafe ulong DeviceOf(EfiSystem system, nint image)
    {
        // SAFETY: as above.
        LoadedImageProtocol* loaded = system.Boot.FindProtocol<LoadedImageProtocol>(image);
        return loaded == null ? 0 : loaded->DeviceHandle;
    }
}
