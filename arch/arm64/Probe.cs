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
    private static extern unsafe int ProbeRead(ulong address, uint* value, int bytes);

    /// <summary>The first of the instructions whose fault is expected.</summary>
    [RuntimeImport("*", "GetProbeReadInstruction")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ReadInstruction();

    /// <summary>Where to go on after it.</summary>
    [RuntimeImport("*", "GetProbeFault")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Landing();

    public static bool IsReading(ulong instruction) => instruction - ReadInstruction() <= 4 * sizeof(uint);

    /// <summary>False when nothing is mapped readable at <paramref name="address"/>.</summary>
    public static bool TryReadByte(VirtualAddress address) => TryRead(address, sizeof(byte), out _);

    /// <summary>False also where something is mapped, and nothing answers.</summary>
    /// <param name="address">A multiple of <paramref name="bytes"/>.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <param name="value">What is there.</param>
    public static unsafe bool TryRead(VirtualAddress address, int bytes, out uint value)
    {
        uint read = 0;
        // SAFETY: ProbeRead stores through its second argument only, which is ours; a fault at the first is caught.
        bool isThere = ProbeRead(address.Value, &read, bytes) != 0;
        value = read;
        return isThere;
    }
}
