using System.Diagnostics.CodeAnalysis;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// Power off or reset: by ResetSystem, as a user's own kernel would; by PSCI where that returns or must not be called.
/// </summary>
internal static class PowerOff
{
    [DoesNotReturn]
    public static void AsAsked(in FirmwareTables firmware, MemoryMapView map, ref RuntimeGate gate)
    {
        bool reset = CommandLine.Has(OptionNames.End, OptionValues.Reset) || ReportStore.MustReset;
        if (IsByService(firmware, in gate))
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
            Verdict.TakeBack(firmware, map, ref gate, FindingId.ResetReturned, status);
            reset |= !gate.IsOpen && ReportStore.TryKeepHung();
        }
        if (reset)
        {
            Psci.SystemReset(Machine.Psci);
        }
        Now();
    }

    /// <summary>Not by a service that the user declines, or that the firmware does not claim (EBBR 2.2, 2.3).</summary>
    public static bool IsByService(in FirmwareTables firmware, in RuntimeGate gate) =>
        !CommandLine.Has(OptionNames.End, OptionValues.Psci)
        && gate.IsOpen
        && firmware.Supported.Claims(RuntimeService.ResetSystem);

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
