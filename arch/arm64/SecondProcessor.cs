using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>With what a processor is started; SecondProcessor.S has the offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SecondProcessorStart
{
    public ulong MemoryAttributes;
    public ulong TranslationControl;

    /// <summary>TTBR0 of a space with <see cref="SecondProcessor.Entry"/> at its physical address.</summary>
    public ulong IdentityTableBase;
    public ulong UpperTableBase;
    public ulong SystemControl;
    public ulong Landing;
    public ulong StackTop;

    /// <summary>Called there; the processor is off when it returns.</summary>
    public ulong Function;
}

/// <summary>A processor of this kernel's beside the one that was entered.</summary>
public static class SecondProcessor
{
    [RuntimeImport("*", "GetSecondProcessorEntry")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetEntry();

    [RuntimeImport("*", "GetStartedInUpperHalf")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetLanding();

    [RuntimeImport("*", "SetSecondConduit")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SetConduit(ulong bySmc);

    /// <summary>Vectors of its own, in which any exception switches it off.</summary>
    [RuntimeImport("*", "InstallSecondVectors")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void KeepToItself();

    /// <summary>The kernel's vectors, of which one processor at a time can make use.</summary>
    [RuntimeImport("*", "InstallExceptionVectors")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void TakeExceptions();

    /// <summary>Sleeps until an interrupt is pending, masked or not.</summary>
    [RuntimeImport("*", "WaitForInterrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WaitForInterrupt();

    /// <summary>Code that must be mapped 1:1 until the MMU is on, within one page.</summary>
    public static VirtualAddress Entry => new(GetEntry());

    /// <param name="conduit">To PSCI.</param>
    /// <param name="affinity">Of the processor.</param>
    /// <param name="entry">Physical address of <see cref="Entry"/>.</param>
    /// <param name="start">In memory that it can read past all caches.</param>
    /// <param name="at">Physical address of that.</param>
    public static bool TryStart(
        PsciConduit conduit,
        ulong affinity,
        PhysicalAddress entry,
        ref SecondProcessorStart start,
        PhysicalAddress at
    )
    {
        SetConduit(conduit == PsciConduit.Smc ? 1u : 0u);
        start.MemoryAttributes = Cpu.MemoryAttributes();
        start.TranslationControl = Cpu.TranslationControl();
        start.UpperTableBase = Cpu.UpperTableBase();
        start.SystemControl = Cpu.SystemControl();
        start.Landing = GetLanding();
        CleanToMemory(ref start);
        return Psci.CpuOn(conduit, affinity, entry.Value, at.Value);
    }

    private static unsafe void CleanToMemory(ref SecondProcessorStart start)
    {
        // SAFETY: only the address is taken.
        fixed (SecondProcessorStart* pointer = &start)
        {
            Caches.CleanAndInvalidateToPointOfCoherency(
                new VirtualAddress((ulong)pointer),
                (ulong)sizeof(SecondProcessorStart)
            );
        }
    }
}
