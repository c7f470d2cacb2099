using System.Runtime;
using System.Runtime.InteropServices;
using Keelson.Efi;
using Keelson.Uefi;

namespace KeelsonRuntimeDriver;

/// <summary>A driver that stays when the kernel runs, at the addresses that the kernel chooses.</summary>
internal static class Program
{
    /// <summary>A pointer that is kept has to be converted; the firmware converts those of the linker.</summary>
    private static ulong s_runtimeServices;

    // SAFETY: the method that is handed over is code of this image, which stays.
    [RuntimeExport("EfiMain")]
    private static unsafe EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "KeelsonRuntimeDriver");
        s_runtimeServices = EfiApplication.Runtime.Address.Value;
        EfiStatus status = system.Boot.CreateEvent(
            EventKinds.SignalVirtualAddressChange,
            TaskPriority.Notify,
            &OnVirtualAddressChange,
            0,
            out nint _
        );
        EfiApplication.WriteLine($"KeelsonRuntimeDriver: {(status == EfiStatus.Success ? "installed" : "failed")}");
        return EfiDriver.Stay(status);
    }

    /// <summary>During SetVirtualAddressMap: still at the old addresses, and nothing may be printed.</summary>
    [UnmanagedCallersOnly]
    private static void OnVirtualAddressChange(nint signalled, nint context) =>
        EfiApplication.Runtime.ConvertPointer(ref s_runtimeServices);
}
