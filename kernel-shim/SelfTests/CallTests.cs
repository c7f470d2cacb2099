using System;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What the gate saw in all the calls before: the calling convention, and patch 8/8 at every one.</summary>
internal static class CallTests
{
    public static void Run(ref TestBench bench, ref RuntimeClient client)
    {
        ref RuntimeGate gate = ref RuntimeClient.Gate;
        uint calls = gate.CallCount;
        if (!gate.IsOpen)
        {
            bench.Report.Note(
                $"finding: {gate.Faulted.Text()} faulted: ESR 0x{Exceptions.LastSyndrome:x}, FAR "
                    + $"0x{Exceptions.LastFaultAddress:x}, ELR 0x{Exceptions.LastReturnAddress:x}"
            );
        }
        Span<byte> room = stackalloc byte[ClobberedRegistersText.MaximumBytes];
        for (RuntimeService service = 0; (int)service < RuntimeGate.ServiceCount; service++)
        {
            ClobberedRegisters clobbered = gate.ClobberedBy(service);
            if (clobbered != ClobberedRegisters.None)
            {
                bench.Report.Note($"finding: {service.Text()} clobbered {clobbered.Text(room)}");
            }
        }
        bench.Report.Check(gate.IsOpen && calls != 0, $"runtime services: {calls} calls, no faults");
        bench.Report.Check(
            gate.Clobbered == ClobberedRegisters.None,
            $"runtime services: x18 to x29, d8 to d15, SP, DAIF, SPSel, TTBR0_EL1, TTBR1_EL1 and "
                + $"SCTLR_EL1 preserved in "
                + $"{calls} calls"
        );
        bench.Report.Check(
            client.UnloadsSeen == calls && calls != 0,
            $"8/8 access to a runtime address faults after each of {calls} calls"
        );
    }
}
