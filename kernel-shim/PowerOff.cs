using System.Diagnostics.CodeAnalysis;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// Power off or reset: by ResetSystem, as a user's own kernel would; by PSCI where that returns or must not be called.
/// </summary>
internal static class PowerOff
{
    [DoesNotReturn]
    public static void AsAsked(ref RuntimeGate gate)
    {
        bool reset = CommandLine.Has(OptionNames.End, OptionValues.Reset) || ReportStore.MustReset;
        if (!CommandLine.Has(OptionNames.End, OptionValues.Psci) && gate.IsOpen)
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
            Log.Line($"ResetSystem returned {status}: using PSCI");
        }
        if (reset)
        {
            Psci.SystemReset(Machine.Psci);
        }
        Now();
    }

    [DoesNotReturn]
    public static void Now()
    {
        Psci.SystemOff(Machine.Psci);
        Log.Line("no PSCI to switch off with: halted");
        while (true)
        {
            Cpu.WaitForever();
        }
    }
}
