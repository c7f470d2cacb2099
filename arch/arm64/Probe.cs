using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.Arch.Arm64;

/// <summary>
/// A read that may fault and lives to tell: Probe.S, and the exception handler that knows its one instruction.
/// </summary>
public static class Probe
{
    [RuntimeImport("*", "ProbeRead")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe int ProbeRead(ulong address, byte* value);

    /// <summary>The instruction whose fault is expected.</summary>
    [RuntimeImport("*", "GetProbeReadInstruction")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadInstruction();

    /// <summary>Where to go on after it.</summary>
    [RuntimeImport("*", "GetProbeFault")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Landing();

    /// <summary>False when nothing is mapped readable at <paramref name="address"/>.</summary>
    public static unsafe bool TryReadByte(VirtualAddress address)
    {
        byte value;
        // SAFETY: ProbeRead stores through its second argument only, which is ours; a fault at the first is caught.
        return ProbeRead(address.Value, &value) != 0;
    }
}
