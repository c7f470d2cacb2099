using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>variables</c>: each SetVariable before ExitBootServices is told; <c>overwrite</c>: and the firmware has
/// MemoryOverwriteRequestControl, as edk2 has where it has a TPM; otherwise nobody may make it.
/// </summary>
internal static class WatchedVariables
{
    private const string Overwrite = "MemoryOverwriteRequestControl";

    private static ulong s_set;
    private static ulong s_get;

    // SAFETY: the table is the firmware's, and this program stays until boot services end.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        bool hasOverwrite = Setting.Is(setting, "overwrite");
        if (!hasOverwrite && !Setting.Is(setting, "variables"))
        {
            return false;
        }
        SystemTable* table = (SystemTable*)system.Address.Value;
        ulong* services = (ulong*)(table->RuntimeServices + TableHeader.SizeBytes);
        s_set = services[(int)RuntimeService.SetVariable];
        services[(int)RuntimeService.SetVariable] = (ulong)
            (delegate* unmanaged<char*, EfiGuid*, uint, ulong, byte*, ulong>)&Set;
        if (hasOverwrite)
        {
            s_get = services[(int)RuntimeService.GetVariable];
            services[(int)RuntimeService.GetVariable] = (ulong)
                (delegate* unmanaged<char*, EfiGuid*, uint*, ulong*, byte*, ulong>)&Get;
        }
        return true;
    }

    // SAFETY: the caller's name, which ends with a zero.
    private static unsafe ReadOnlySpan<char> Text(char* name)
    {
        int length = 0;
        while (name[length] != 0)
        {
            length++;
        }
        return new ReadOnlySpan<char>(name, length);
    }

    // SAFETY: the caller's pointers, as the firmware would take them.
    [UnmanagedCallersOnly]
    private static unsafe ulong Get(char* name, EfiGuid* vendor, uint* attributes, ulong* sizeBytes, byte* data)
    {
        if (!Setting.Is(Text(name), Overwrite) || *vendor != WellKnownGuids.MemoryOnlyResetControl)
        {
            return (ulong)FirmwareCall.Invoke(s_get, name, vendor, attributes, sizeBytes, data);
        }
        ulong room = *sizeBytes;
        *sizeBytes = 1;
        if (room == 0)
        {
            return (ulong)EfiStatus.BufferTooSmall;
        }
        *data = 0;
        return 0;
    }

    // SAFETY: as above.
    [UnmanagedCallersOnly]
    private static unsafe ulong Set(char* name, EfiGuid* vendor, uint attributes, ulong sizeBytes, byte* data)
    {
        ReadOnlySpan<char> text = Text(name);
        EfiStatus status = Setting.Is(text, Overwrite)
            ? EfiStatus.Success
            : FirmwareCall.Invoke(s_set, name, vendor, attributes, sizeBytes, data);
        byte first = sizeBytes == 0 ? (byte)0 : *data;
        EfiApplication.WriteLine($"hostile: SetVariable {text}, {sizeBytes} bytes, first 0x{first:x}: {status}");
        return (ulong)status;
    }
}
