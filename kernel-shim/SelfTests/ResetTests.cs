using Keelson.Handover;
using Keelson.RuntimeServices;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// <c>ResetSystem</c> (UEFI 2.10, 8.5.1) is the end of the run: the report is kept before it, and what comes back from
/// it is told after the report.
/// </summary>
internal static class ResetTests
{
    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("reset"u8, 1);
        if (bench.IsBlocked)
        {
            bench.SkipBlocked("ResetSystem ends the run"u8);
        }
        else
        {
            bench.Report.Skip(
                "ResetSystem ends the run"u8,
                CommandLine.Has(OptionNames.End, OptionValues.Psci) ? "ends by PSCI, as requested"u8
                    : PowerOff.IsByService(bench.Firmware, in RuntimeClient.Gate) ? "pending: called after the report"u8
                    : Claims.NotAdvertised
            );
        }
        bench.Report.EndGroup("reset"u8);
    }
}
