using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Platform;

namespace Keelson.Stub;

/// <summary>
/// Whether PSCI answers by the conduit that the platform names. Kernels ask for its version before they have a console,
/// and end where that takes an exception: SMC without an EL3, HVC at EL2.
/// </summary>
internal static class PsciProbe
{
    private static PsciConduit s_asked;

    /// <summary>None where there is no PSCI, or it cannot be asked.</summary>
    public static PsciConduit Sound { get; private set; }

    public static BootTimeFacts Facts => s_asked == Sound ? BootTimeFacts.None : BootTimeFacts.PsciFaults;

    public static void Run(in PlatformTables platform)
    {
        s_asked = Sound = platform.Psci;
        // SAFETY: a function of ours without arguments.
        unsafe
        {
            if (!RelocationGuard.Survives(&Ask))
            {
                Sound = PsciConduit.None;
                EfiApplication.UsePlatform(in platform.Console, PsciConduit.None);
            }
        }
    }

    [UnmanagedCallersOnly]
    private static ulong Ask()
    {
        Psci.Version(s_asked);
        return 0;
    }
}
