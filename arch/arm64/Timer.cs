using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>The virtual timer, which every EL1 has: CNTV (Arm ARM DDI 0487, D12). Timer.S.</summary>
public static class VirtualTimer
{
    /// <summary>Its private peripheral interrupt on every system that keeps to Arm's rules (Arm DEN 0094, BSA, 3.8).
    /// </summary>
    public const int InterruptId = 27;

    /// <param name="counter">It fires when <see cref="Cpu.Counter"/> reaches this.</param>
    [RuntimeImport("*", "StartTimer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Start(ulong counter);

    [RuntimeImport("*", "StopTimer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Stop();

    /// <summary>The time is up, and nobody has stopped it.</summary>
    public static bool HasFired => Fired() != 0;

    /// <summary>The processor sees an interrupt, which is masked: WFI would end (Arm ARM DDI 0487, D1.7).</summary>
    public static bool IsInterruptPending => Pending() != 0;

    /// <summary>What <see cref="Start"/> was given last, unless somebody else wrote to the timer.</summary>
    [RuntimeImport("*", "ReadTimerValue")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Value();

    [RuntimeImport("*", "ReadInterruptPending")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Pending();

    [RuntimeImport("*", "ReadTimerFired")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Fired();
}

/// <summary>To which Exception level interrupts go, for code that runs at EL2. Timer.S.</summary>
public static class InterruptRoute
{
    /// <summary>To EL2, if that is where this runs.</summary>
    /// <returns>For <see cref="Restore"/>.</returns>
    [RuntimeImport("*", "RouteInterrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong TakeHere();

    [RuntimeImport("*", "RestoreInterruptRoute")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Restore(ulong before);
}

/// <summary>The processor's interface of a GICv3, in system registers (Arm IHI 0069, 12.2). Timer.S.</summary>
public static class GicInterface
{
    [RuntimeImport("*", "ReadGicSystemRegisters")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong SystemRegisters();

    [RuntimeImport("*", "EnableGicInterface")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Enable();

    /// <summary>False where there is none, or a higher Exception level keeps it.</summary>
    public static bool TryEnable() => SystemRegisters() != 0 && Enable() != 0;

    [RuntimeImport("*", "AcknowledgeInterrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint Acknowledge();

    [RuntimeImport("*", "EndInterrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void End(uint interrupt);
}
