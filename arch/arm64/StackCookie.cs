using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>
/// What compiled code leaves between the buffers of a frame and its return address. It is exchanged only where no frame
/// that has buffers is under way: such a frame would stop the machine when it returns.
/// </summary>
public static class StackCookie
{
    /// <param name="random">As good as there is, or 0: counter and addresses come to it.</param>
    [RuntimeImport("*", "SeedStackCookie")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Seed(ulong random);
}
