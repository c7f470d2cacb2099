using System;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// The alarm that AAVMF has not: <c>alarm</c> keeps every rule, <c>alarm-FAULT</c> breaks one.
/// </summary>
internal static class Alarm
{
    private enum Fault
    {
        NotChosen,
        None,
        Ignored,
        Stays,
        Aborts,
        Unset,
        Blank,
        Untouched,
    }

    private static Fault s_fault;
    private static EfiTime s_time;
    private static byte s_isEnabled;

    public static bool TryChoose(ReadOnlySpan<char> name)
    {
        s_fault =
            Setting.Is(name, "alarm") ? Fault.None
            : Setting.Is(name, "alarm-ignored") ? Fault.Ignored
            : Setting.Is(name, "alarm-stays") ? Fault.Stays
            : Setting.Is(name, "alarm-abort") ? Fault.Aborts
            : Setting.Is(name, "alarm-unset") ? Fault.Unset
            : Setting.Is(name, "alarm-blank") ? Fault.Blank
            : Setting.Is(name, "alarm-untouched") ? Fault.Untouched
            : Fault.NotChosen;
        return s_fault != Fault.NotChosen;
    }

    // SAFETY: the functions are code of this image, which stays.
    public static unsafe EfiStatus Install(EfiSystem system)
    {
        s_time = EfiApplication.Runtime.GetTime();
        delegate* unmanaged<byte*, byte*, EfiTime*, EfiStatus> get = &GetWakeupTime;
        delegate* unmanaged<byte, EfiTime*, EfiStatus> set = &SetWakeupTime;
        EfiStatus status = EfiApplication.Runtime.Replace(system.Boot, RuntimeService.GetWakeupTime, (ulong)get);
        return status == EfiStatus.Success
            ? EfiApplication.Runtime.Replace(system.Boot, RuntimeService.SetWakeupTime, (ulong)set)
            : status;
    }

    // SAFETY: the caller's pointers, which the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe EfiStatus GetWakeupTime(byte* isEnabled, byte* isPending, EfiTime* time)
    {
        if (isEnabled == null || isPending == null || time == null)
        {
            return EfiStatus.InvalidParameter;
        }
        if (s_fault == Fault.Untouched)
        {
            return EfiStatus.Success;
        }
        *isEnabled = s_fault == Fault.Blank ? (byte)1 : s_isEnabled;
        *isPending = 0;
        // Of one that is off there may be no time, of one that is on there is.
        *time = s_fault == Fault.Blank || s_fault == Fault.Unset && s_isEnabled == 0 ? default : s_time;
        return EfiStatus.Success;
    }

    // SAFETY: as above; on purpose none, where it faults.
    [UnmanagedCallersOnly]
    private static unsafe EfiStatus SetWakeupTime(byte enable, EfiTime* time)
    {
        if (enable != 0 && (time == null || !time->IsValid))
        {
            return EfiStatus.InvalidParameter;
        }
        switch (s_fault)
        {
            case Fault.Aborts:
                return (EfiStatus)Volatile.Read(ref *(ulong*)0x1000);
            case Fault.Ignored:
                return EfiStatus.Success;
            case Fault.Stays when enable == 0:
                return EfiStatus.Success;
        }
        s_isEnabled = enable;
        if (enable != 0)
        {
            s_time = *time;
        }
        return EfiStatus.Success;
    }
}
