using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>
/// Power control beneath the firmware's: the fallback when ResetSystem returns (EBBR 2.2, ResetSystem).
/// </summary>
public static class Psci
{
    private const ulong SystemOffFunction = 0x8400_0008;
    private const ulong SystemResetFunction = 0x8400_0009;

    [RuntimeImport("*", "PsciBySmc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong BySmc(ulong function);

    [RuntimeImport("*", "PsciByHvc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ByHvc(ulong function);

    /// <summary>Returns only where there is no PSCI, or it refuses.</summary>
    public static void SystemOff(PsciConduit conduit) => Call(conduit, SystemOffFunction);

    /// <inheritdoc cref="SystemOff"/>
    public static void SystemReset(PsciConduit conduit) => Call(conduit, SystemResetFunction);

    private static void Call(PsciConduit conduit, ulong function)
    {
        if (conduit == PsciConduit.Smc)
        {
            BySmc(function);
        }
        else if (conduit == PsciConduit.Hvc)
        {
            ByHvc(function);
        }
    }
}
