using System.Diagnostics.CodeAnalysis;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The end: through the firmware's ResetSystem, as a user's own kernel would; through PSCI where that returns or must
/// not be tried.
/// </summary>
internal static class PowerOff
{
    [DoesNotReturn]
    public static void AsAsked(ref RuntimeGate gate)
    {
        bool reset = CommandLine.Has(OptionNames.EndByReset) || ReportStore.MustReset;
        if (!CommandLine.Has(OptionNames.EndByPsci) && gate.IsOpen)
        {
            EfiStatus status = gate.Call(
                RuntimeService.ResetSystem,
                (ulong)(
                    !reset ? ResetType.Shutdown
                    : ReportStore.IsInMemory ? ResetType.Warm
                    : ResetType.Cold
                ),
                0,
                0,
                0,
                0
            );
            Log.Line($"ResetSystem came back with {status}: through PSCI then");
        }
        if (reset)
            Psci.SystemReset(Machine.Psci);
        Now();
    }

    [DoesNotReturn]
    public static void Now()
    {
        Psci.SystemOff(Machine.Psci);
        Log.Line("there is no way to switch off: halted");
        while (true)
            Cpu.WaitForever();
    }
}
