using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// <c>SetTime</c> that does nothing, that changes a field, or that takes what is no time: <c>clock-FAULT</c>.
/// </summary>
internal static class Clock
{
    private enum Fault
    {
        None,
        Ignored,
        Hour,
        Zone,
        Daylight,
        Coarse,
        Accepts,
    }

    private static Fault s_fault;
    private static ulong s_setTime;

    public static bool TryChoose(ReadOnlySpan<char> name)
    {
        s_fault =
            Setting.Is(name, "clock-ignored") ? Fault.Ignored
            : Setting.Is(name, "clock-hour") ? Fault.Hour
            : Setting.Is(name, "clock-zone") ? Fault.Zone
            : Setting.Is(name, "clock-daylight") ? Fault.Daylight
            : Setting.Is(name, "clock-coarse") ? Fault.Coarse
            : Setting.Is(name, "clock-accepts") ? Fault.Accepts
            : Fault.None;
        return s_fault != Fault.None;
    }

    // SAFETY: the function is code of this image, which stays.
    public static unsafe EfiStatus Install(EfiSystem system)
    {
        s_setTime = EfiApplication.Runtime.AddressOf(RuntimeService.SetTime);
        delegate* unmanaged<EfiTime*, EfiStatus> service = &SetTime;
        return EntryPoint.Replace(system, RuntimeService.SetTime, (ulong)service, OnMoved);
    }

    private static void OnMoved(nint signalled) => EfiApplication.Runtime.ConvertPointer(ref s_setTime);

    // SAFETY: the caller's pointer, which is read only.
    [UnmanagedCallersOnly]
    private static unsafe EfiStatus SetTime(EfiTime* time)
    {
        if (time == null || s_fault != Fault.Accepts && !time->IsValid)
        {
            return EfiStatus.InvalidParameter;
        }
        EfiTime other = *time;
        switch (s_fault)
        {
            case Fault.Ignored:
                return EfiStatus.Success;
            case Fault.Hour:
                other.Hour ^= 1;
                break;
            case Fault.Zone:
                other.TimeZone = 60;
                break;
            case Fault.Daylight:
                other.Daylight ^= 1;
                break;
            case Fault.Coarse:
                // Every other second alone, as calendars of 16 bits have them.
                other.Second &= 0xfe;
                break;
            case Fault.Accepts when !time->IsValid:
                return EfiStatus.Success;
        }
        return FirmwareCall.Invoke(s_setTime, &other);
    }
}
