using Keelson.Arch.Arm64;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What the gate saw in all the calls before: the calling convention, and patch 8/8 at every one.</summary>
internal static class CallTests
{
    public static void Run(ref TestBench bench, ref RuntimeClient client)
    {
        uint calls = RuntimeClient.Gate.CallCount;
        if (!RuntimeClient.Gate.IsOpen)
            bench.Report.Note(
                $"finding: service {(uint)RuntimeClient.Gate.Offender} of EFI_RUNTIME_SERVICES faulted: ESR "
                    + $"{Exceptions.LastSyndrome:x}, FAR {Exceptions.LastFaultAddress:x}, ELR "
                    + $"{Exceptions.LastReturnAddress:x}"
            );
        else if (RuntimeClient.Gate.Broken != BrokenState.None)
            bench.Report.Note(
                $"finding: service {(uint)RuntimeClient.Gate.Offender} of EFI_RUNTIME_SERVICES was the first to leave "
                    + $"something broken"
            );
        bench.Report.Check(
            RuntimeClient.Gate.IsOpen && calls != 0,
            $"runtime services: {calls} calls, none of them faulted"
        );
        bench.Report.Check(
            RuntimeClient.Gate.Broken == BrokenState.None,
            $"runtime services: x18 to x29, d8 to d15, SP, DAIF, SPSel, TTBRs and SCTLR kept in {calls} calls (broken "
                + $"{(ulong)RuntimeClient.Gate.Broken:x})"
        );
        bench.Report.Check(
            client.UnloadsSeen == calls && calls != 0,
            $"8/8 a touch of a runtime address faults after each of {calls} calls"
        );
    }
}
