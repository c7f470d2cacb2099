using System.Runtime;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Efi;
using Keelson.Uefi;

namespace KeelsonDriver;

/// <summary>A driver that offers a protocol, and does its work when a timer says so.</summary>
internal static class Program
{
    private const ulong PeriodMicroseconds = 10_000;

    private static nint s_handle;
    private static ulong s_ticks;

    /// <summary>Give it one of your own.</summary>
    private static EfiGuid Protocol => new(0x6f0c2a31, 0x7d1e, 0x4b0c, 0x9a51_2b7f6e1c8d40);

    // SAFETY: the method that is handed over is code of this image, which stays.
    [RuntimeExport("EfiMain")]
    private static unsafe EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "KeelsonDriver");
        EfiStatus status = system.Boot.CreateEvent(
            EventKinds.Timer | EventKinds.NotifySignal,
            TaskPriority.Callback,
            &OnTick,
            0,
            out nint timer
        );
        if (status == EfiStatus.Success)
        {
            status = system.Boot.SetTimer(timer, TimerDelay.Periodic, PeriodMicroseconds);
        }

        // SAFETY: a static of values lies in the image, which stays.
        fixed (ulong* ticks = &s_ticks)
        {
            if (status == EfiStatus.Success)
            {
                status = system.Boot.InstallProtocol(ref s_handle, Protocol, ticks);
            }
        }

        system.Boot.Stall(10 * PeriodMicroseconds);
        ulong seen = Volatile.Read(ref s_ticks);
        EfiApplication.WriteLine($"The timer ticks: {seen > 0}; the protocol is there: {Find(system)}.");
        EfiApplication.WriteLine($"KeelsonDriver: {(status == EfiStatus.Success ? "installed" : "failed")}");
        return EfiDriver.Stay(status);
    }

    private static bool Find(EfiSystem system) => system.Boot.HasProtocol(s_handle, Protocol);

    [UnmanagedCallersOnly]
    private static void OnTick(nint timer, nint context) => Volatile.Write(ref s_ticks, s_ticks + 1);
}
