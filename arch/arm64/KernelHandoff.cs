using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Memory;

namespace Keelson.Arch.Arm64;

/// <summary>The jump from the firmware's 1:1 map into a kernel.</summary>
public static class KernelHandoff
{
    [RuntimeImport("*", "EnterKernel")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void EnterKernel(ulong entry, ulong deviceTree);

    /// <summary>Does not return.</summary>
    public static void Enter(PhysicalAddress entry, PhysicalAddress deviceTree) => EnterKernel(entry.Value, deviceTree.Value);
}
