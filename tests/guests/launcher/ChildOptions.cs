using System;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>The child's load options, as a boot manager sets them (UEFI 2.10, 9.1.1).</summary>
internal static unsafe class ChildOptions
{
    public static void Set(EfiSystem system, nint child, ReadOnlySpan<char> options)
    {
        // SAFETY: the protocol is the firmware's, and the options lie in the launcher's own, which outlive the child.
        LoadedImageProtocol* loaded = (LoadedImageProtocol*)system.Boot.FindProtocol(child, WellKnownGuids.LoadedImageProtocol);
        fixed (char* text = options)
            loaded->LoadOptions = (ulong)text;
        loaded->LoadOptionsSizeBytes = (uint)(options.Length * sizeof(char));
    }
}
