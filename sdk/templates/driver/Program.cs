using System.Runtime;
using System.Threading;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace KeelsonDriver;

/// <summary>What the driver offers; others find it by its identifier.</summary>
internal struct TickerProtocol : IProtocol
{
    /// <summary>Give it one of your own.</summary>
    public static EfiGuid Guid => new(0x6f0c2a31, 0x7d1e, 0x4b0c, 0x9a51_2b7f6e1c8d40);

    public ulong Ticks;
}

/// <summary>A driver that offers a protocol, and does its work when a timer says so.</summary>
internal static class Program
{
    private const ulong PeriodMicroseconds = 10_000;

    private static ProtocolInterface<TickerProtocol> s_ticker;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "KeelsonDriver");
        EfiStatus status = system.Boot.AllocateProtocol(MemoryType.BootServicesData, out s_ticker);
        nint timer = 0;
        if (status == EfiStatus.Success)
        {
            status = system.Boot.CreateEvent(
                EventKinds.Timer | EventKinds.NotifySignal,
                TaskPriority.Callback,
                OnTick,
                out timer
            );
        }

        if (status == EfiStatus.Success)
        {
            status = system.Boot.SetTimer(timer, TimerDelay.Periodic, PeriodMicroseconds);
        }

        nint handle = 0;
        if (status == EfiStatus.Success)
        {
            status = system.Boot.InstallProtocol(ref handle, s_ticker);
        }

        if (status == EfiStatus.Success)
        {
            system.Boot.Stall(10 * PeriodMicroseconds);
            ulong seen = Volatile.Read(ref s_ticker.Value.Ticks);
            bool isFound = system.Boot.LocateProtocol<TickerProtocol>().Exists;
            EfiApplication.WriteLine($"The timer ticks: {seen > 0}; the protocol is there: {isFound}.");
        }

        EfiApplication.WriteLine($"KeelsonDriver: {(status == EfiStatus.Success ? "installed" : "failed")}");
        return EfiDriver.Stay(status);
    }

    private static void OnTick(nint timer) => Volatile.Write(ref s_ticker.Value.Ticks, s_ticker.Value.Ticks + 1);
}
