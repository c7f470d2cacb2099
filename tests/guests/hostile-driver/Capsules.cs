using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// <c>QueryCapsuleCapabilities</c> that knows any capsule: <c>capsules-known</c>; with a reset of no type
/// (<c>capsules-reset</c>), or with results that it leaves as they were (<c>capsules-untouched</c>).
/// </summary>
internal static class Capsules
{
    private enum Fault
    {
        NotChosen,
        None,
        Reset,
        Untouched,
    }

    private static Fault s_fault;

    public static bool TryChoose(ReadOnlySpan<char> name)
    {
        s_fault =
            Setting.Is(name, "capsules-known") ? Fault.None
            : Setting.Is(name, "capsules-reset") ? Fault.Reset
            : Setting.Is(name, "capsules-untouched") ? Fault.Untouched
            : Fault.NotChosen;
        return s_fault != Fault.NotChosen;
    }

    // SAFETY: the function is code of this image, which stays.
    public static unsafe EfiStatus Install(EfiSystem system)
    {
        delegate* unmanaged<ulong, ulong, ulong*, uint*, EfiStatus> service = &Query;
        return EfiApplication.Runtime.Replace(system.Boot, RuntimeService.QueryCapsuleCapabilities, (ulong)service);
    }

    // SAFETY: the caller's pointers, which the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe EfiStatus Query(ulong capsules, ulong count, ulong* size, uint* reset)
    {
        if (capsules == 0 || size == null || reset == null)
        {
            return EfiStatus.InvalidParameter;
        }
        if (s_fault != Fault.Untouched)
        {
            *size = 1 << 20;
            *reset = s_fault == Fault.Reset ? 77u : (uint)ResetType.Warm;
        }
        return EfiStatus.Success;
    }
}
