using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>
/// Power control beneath the firmware's: the fallback when ResetSystem returns (EBBR 2.2, ResetSystem).
/// </summary>
public static class Psci
{
    private const ulong VersionFunction = 0x8400_0000;
    private const ulong SystemOffFunction = 0x8400_0008;
    private const ulong SystemResetFunction = 0x8400_0009;
    private const ulong CpuOnFunction = 0xc400_0003;
    private const ulong AffinityInfoFunction = 0xc400_0004;

    /// <summary>AFFINITY_INFO of a processor that is off (Arm DEN 0022, 5.1.7).</summary>
    private const ulong IsOff = 1;

    [RuntimeImport("*", "PsciBySmc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong BySmc(ulong function, ulong first, ulong second, ulong third);

    [RuntimeImport("*", "PsciByHvc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ByHvc(ulong function, ulong first, ulong second, ulong third);

    /// <summary>What kernels ask first; an exception where the platform names the wrong conduit.</summary>
    public static ulong Version(PsciConduit conduit) => Call(conduit, VersionFunction);

    /// <summary>Returns only where there is no PSCI, or it refuses.</summary>
    public static void SystemOff(PsciConduit conduit) => Call(conduit, SystemOffFunction);

    /// <inheritdoc cref="SystemOff"/>
    public static void SystemReset(PsciConduit conduit) => Call(conduit, SystemResetFunction);

    /// <param name="conduit">To PSCI.</param>
    /// <param name="affinity">Of a processor that is off.</param>
    /// <param name="entry">Physical address at which it begins, MMU off.</param>
    /// <param name="context">In its x0.</param>
    public static bool CpuOn(PsciConduit conduit, ulong affinity, ulong entry, ulong context) =>
        conduit != PsciConduit.None && (int)Call(conduit, CpuOnFunction, affinity, entry, context) == 0;

    public static bool IsCpuOff(PsciConduit conduit, ulong affinity) =>
        Call(conduit, AffinityInfoFunction, affinity) == IsOff;

    private static ulong Call(
        PsciConduit conduit,
        ulong function,
        ulong first = 0,
        ulong second = 0,
        ulong third = 0
    ) =>
        conduit == PsciConduit.Smc ? BySmc(function, first, second, third)
        : conduit == PsciConduit.Hvc ? ByHvc(function, first, second, third)
        : ulong.MaxValue;
}
