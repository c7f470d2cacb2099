using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Addresses;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>What the watching processor reads, past all caches; ExitWatcher.S has the offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExitWatch
{
    /// <summary>How long a stage may last.</summary>
    public ulong Ticks;

    /// <summary>Another value begins another stage, all ones ends the watch.</summary>
    public ulong Stage;
    public ulong IsBySmc;
}

/// <summary>
/// A second processor while the first one is in ExitBootServices and SetVirtualAddressMap, where interrupts may be
/// masked and no timer of anybody's is left: it resets the machine when a stage lasts too long.
/// </summary>
public static class ExitWatcher
{
    private static ExitWatch s_watch;

    [RuntimeImport("*", "GetExitWatcherEntry")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetEntry();

    /// <param name="conduit">To PSCI.</param>
    /// <param name="affinity">Of a processor that is off.</param>
    /// <param name="ticks">Of the counter, for each stage.</param>
    public static bool TryStart(PsciConduit conduit, ulong affinity, ulong ticks)
    {
        s_watch = new() { Ticks = ticks, IsBySmc = conduit == PsciConduit.Smc ? 1u : 0 };
        ulong at = CleanToMemory();
        return Psci.CpuOn(conduit, affinity, GetEntry(), at);
    }

    /// <summary>The time begins anew.</summary>
    public static void BeginStage()
    {
        Volatile.Write(ref s_watch.Stage, s_watch.Stage + 1);
        CleanToMemory();
    }

    /// <returns>False where the processor is not off after a second.</returns>
    public static bool TryStop(PsciConduit conduit, ulong affinity)
    {
        Volatile.Write(ref s_watch.Stage, ulong.MaxValue);
        CleanToMemory();
        ulong start = Cpu.Counter();
        while (!Psci.IsCpuOff(conduit, affinity))
        {
            if (Cpu.Counter() - start > Cpu.CounterFrequency())
            {
                return false;
            }
        }
        return true;
    }

    /// <returns>Where it is, which is the same to both: the firmware maps memory 1:1.</returns>
    private static unsafe ulong CleanToMemory()
    {
        // SAFETY: a static, which does not move; only its address is taken.
        fixed (ExitWatch* pointer = &s_watch)
        {
            Caches.CleanAndInvalidateToPointOfCoherency(new VirtualAddress((ulong)pointer), (ulong)sizeof(ExitWatch));
            return (ulong)pointer;
        }
    }
}
