using System;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>ExitBootServices</c> that refuses K times, fails, faults or does not return: <c>exit-FAULT</c>.
/// </summary>
internal static class BentExit
{
    private static ulong s_original;
    private static uint s_refusals;
    private static EfiStatus s_status;
    private static bool s_faults;
    private static bool s_hangs;
    private static bool s_masks;

    // SAFETY: the table is the firmware's, and this program stays until boot services end.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        BootServicesTable* boot = (BootServicesTable*)table->BootServices;
        bool isRefused = Setting.TryNumber(setting, "exit-refused-", out uint number);
        bool fails = Setting.Is(setting, "exit-device-error");
        bool faults = Setting.Is(setting, "exit-abort");
        bool masks = Setting.Is(setting, "exit-loop-masked");
        bool isUnwatched = Setting.Is(setting, "exit-loop-unwatched");
        bool hangs = masks || isUnwatched || Setting.Is(setting, "exit-loop");
        if (!isRefused && !fails && !faults && !hangs)
        {
            return false;
        }
        if (isUnwatched)
        {
            boot->SetWatchdogTimer = (ulong)(delegate* unmanaged<ulong, ulong, ulong, ulong, ulong>)&DeclineToWatch;
        }
        s_refusals = number;
        s_status = fails ? EfiStatus.DeviceError : EfiStatus.InvalidParameter;
        s_faults = faults;
        s_masks = masks;
        s_hangs = hangs;
        s_original = boot->ExitBootServices;
        boot->ExitBootServices = (ulong)(delegate* unmanaged<ulong, ulong, ulong>)&Exit;
        return true;
    }

    [UnmanagedCallersOnly]
    private static ulong DeclineToWatch(ulong seconds, ulong code, ulong size, ulong data) =>
        (ulong)EfiStatus.Unsupported;

    // SAFETY: on purpose none, where it faults.
    [UnmanagedCallersOnly]
    private static unsafe ulong Exit(ulong image, ulong key)
    {
        if (s_masks)
        {
            Cpu.MaskInterrupts();
        }
        while (Volatile.Read(ref s_hangs)) { }
        if (s_faults)
        {
            return Volatile.Read(ref *(ulong*)0x7fff_0000_0000);
        }
        if (s_refusals != 0 || s_status != EfiStatus.InvalidParameter)
        {
            s_refusals--;
            return (ulong)s_status;
        }
        return (ulong)FirmwareCall.Invoke(s_original, image, key);
    }
}
