using System.Runtime;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace WakeupClock;

/// <summary>
/// A driver that stays when the kernel runs, at the addresses that the kernel chooses. It answers GetWakeupTime, which
/// many a firmware has not, with the time of day and "no alarm is set".
/// </summary>
internal static class Program
{
    /// <summary>A pointer that is kept has to be converted; the firmware converts those of the linker.</summary>
    private static ulong s_getTime;

    // SAFETY: the function that is handed over is code of this image, which stays.
    [RuntimeExport("EfiMain")]
    private static unsafe EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "WakeupClock");
        s_getTime = EfiApplication.Runtime.AddressOf(RuntimeService.GetTime);
        EfiStatus status = system.Boot.CreateEvent(
            EventKinds.SignalVirtualAddressChange,
            TaskPriority.Notify,
            OnVirtualAddressChange,
            out nint moved
        );
        if (status == EfiStatus.Success)
        {
            delegate* unmanaged<byte*, byte*, EfiTime*, EfiStatus> service = &GetWakeupTime;
            status = EfiApplication.Runtime.Replace(system.Boot, RuntimeService.GetWakeupTime, (ulong)service);
            if (status != EfiStatus.Success)
            {
                system.Boot.CloseEvent(moved);
            }
        }

        EfiApplication.WriteLine($"WakeupClock: {(status == EfiStatus.Success ? "installed" : "failed")}");
        return EfiDriver.Stay(status);
    }

    /// <summary>During SetVirtualAddressMap: still at the old addresses, and nothing may be printed.</summary>
    private static void OnVirtualAddressChange(nint signalled) => EfiApplication.Runtime.ConvertPointer(ref s_getTime);

    /// <summary>Called by the kernel, at its addresses and on its stack (UEFI 2.10, 8.3.3).</summary>
    // SAFETY: the caller's pointers, which the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe EfiStatus GetWakeupTime(byte* isEnabled, byte* isPending, EfiTime* time)
    {
        if (isEnabled == null || isPending == null || time == null)
        {
            return EfiStatus.InvalidParameter;
        }

        *isEnabled = 0;
        *isPending = 0;
        return FirmwareCall.Invoke(s_getTime, time, 0);
    }
}
