using System.Runtime.CompilerServices;
using Keelson.Handover;

namespace Keelson.Trust;

/// <summary>What becomes of a piece of the boot.</summary>
public enum PolicyVerdict
{
    Used,

    /// <summary>Used if the firmware, or shim in its place, would run it; else refused.</summary>
    Verified,

    /// <summary>Left out with a warning; the boot goes on.</summary>
    Ignored,

    /// <summary>The boot ends with an error that names it.</summary>
    Refused,
}

/// <summary>
/// The policy, whole: where something comes from, and whether Secure Boot enforces. docs/security.md prints it with the
/// reasons, and a test holds the two equal. Whoever takes something from anywhere asks here.
/// </summary>
public static class BootPolicy
{
    /// <summary>
    /// Only where the firmware says that Secure Boot is off, or that it has no platform key, is anything open:
    /// what cannot be read counts as enforcing.
    /// </summary>
    public static bool Enforces(SecureBootState state) =>
        state is not (SecureBootState.Disabled or SecureBootState.SetupMode or SecureBootState.OffInShim);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static PolicyVerdict Decide(MaterialSource source, SecureBootState state) =>
        Enforces(state) ? Enforcing(source) : PolicyVerdict.Used;

    public static bool Uses(MaterialSource source, SecureBootState state) =>
        Decide(source, state) == PolicyVerdict.Used;

    private static PolicyVerdict Enforcing(MaterialSource source) =>
        source switch
        {
            MaterialSource.CarriedSection
            or MaterialSource.InitrdOfKernelFile
            or MaterialSource.OtherOptions
            or MaterialSource.MachineOptions
            or MaterialSource.Sidecar
            or MaterialSource.KexecOfCarried
            or MaterialSource.ReportInVariable => PolicyVerdict.Used,
            MaterialSource.KernelFile or MaterialSource.EntryProgram or MaterialSource.AddOn => PolicyVerdict.Verified,
            MaterialSource.KernelInsteadOfCarried
            or MaterialSource.InitrdFileOfCarriedLine
            or MaterialSource.OptionsOverCarriedLine
            or MaterialSource.ChangingOptions
            or MaterialSource.RandomSeedFile
            or MaterialSource.DeviceTreeFile
            or MaterialSource.ReportInMemory => PolicyVerdict.Ignored,
            _ => PolicyVerdict.Refused,
        };
}
