using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.Arch.Arm64;

/// <summary>The jump from the firmware's 1:1 map into a kernel.</summary>
public static class KernelHandoff
{
    [RuntimeImport("*", "EnterKernel")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void EnterKernel(ulong entry, ulong deviceTree);

    /// <summary>Does not return.</summary>
    public static void Enter(PhysicalAddress entry, PhysicalAddress deviceTree) =>
        EnterKernel(entry.Value, deviceTree.Value);

    [RuntimeImport("*", "EnterNextKernel")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void EnterNextKernel(
        ulong entry,
        ulong deviceTree,
        ulong exceptionLevel,
        ulong tableBase,
        ulong landing
    );

    [RuntimeImport("*", "GetLeaveForNextKernel")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetLeaveForNextKernel();

    /// <summary>Code that must be mapped 1:1 while the MMU goes off, within one page.</summary>
    public static VirtualAddress Landing => new(GetLeaveForNextKernel());

    /// <summary>
    /// kexec: from one kernel of ours into the next kernel, at the Exception level that this one was entered at. Does
    /// not return.
    /// </summary>
    /// <param name="entry">First instruction of the next kernel.</param>
    /// <param name="deviceTree">Its device tree.</param>
    /// <param name="exceptionLevel">1 or 2.</param>
    /// <param name="identityTableBase">TTBR0_EL1 for a space with <see cref="Landing"/> at its physical
    /// address.</param>
    /// <param name="landing">That address.</param>
    public static void EnterNext(
        PhysicalAddress entry,
        PhysicalAddress deviceTree,
        int exceptionLevel,
        ulong identityTableBase,
        PhysicalAddress landing
    ) => EnterNextKernel(entry.Value, deviceTree.Value, (ulong)exceptionLevel, identityTableBase, landing.Value);
}
