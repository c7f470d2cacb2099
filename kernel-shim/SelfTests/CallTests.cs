using System;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// What all the calls together showed: faults, registers, the evidence that there were calls, memory.
/// </summary>
internal static class CallTests
{
    private const int Results = 7;

    public static void Run(ref TestBench bench, in Generation generation)
    {
        ref RuntimeGate gate = ref RuntimeClient.Gate;
        bench.Report.BeginGroup("calls"u8, Results);
        TimeTests.Advance(ref bench, generation);
        CheckFaults(ref bench, ref gate);
        CheckReturns(ref bench, ref gate);
        CheckRegisters(ref bench, ref gate);
        CheckAttributes(ref bench);
        CheckEvidence(ref bench, ref gate);
        CheckMemory(ref bench);
        TellTimes(ref bench);
        bench.Report.EndGroup("calls"u8);
    }

    private static void CheckFaults(ref TestBench bench, ref RuntimeGate gate)
    {
        ReadOnlySpan<byte> name = "no service took an exception"u8;
        if (bench.Blocker is FindingId.ServiceFaulted or FindingId.BufferOverrun)
        {
            bench.Report.Check(false, name, $"{gate.Fault.Service.Text()}, call {gate.CallCount}");
            return;
        }
        bench.Check(gate.Fault.Service, gate.CallCount != 0, name, $"{gate.CallCount} calls");
    }

    private static void CheckReturns(ref TestBench bench, ref RuntimeGate gate)
    {
        ReadOnlySpan<byte> name = "every call came back in time"u8;
        if (gate.Fault.Finding == FindingId.CallNeverReturned)
        {
            bench.Report.Check(false, name, $"{gate.Fault.Service.Text()}, call {gate.CallCount}");
        }
        else if (!Watchdog.IsOn)
        {
            bench.Report.Skip(name, "no watchdog"u8);
        }
        else
        {
            bench.Check(gate.Fault.Service, gate.CallCount != 0, name, $"within {Watchdog.Seconds} s");
        }
    }

    private static void CheckRegisters(ref TestBench bench, ref RuntimeGate gate)
    {
        ReadOnlySpan<byte> name = "every service preserves the registers that it must"u8;
        Span<byte> room = stackalloc byte[ClobberedRegistersText.MaximumBytes];
        for (RuntimeService service = 0; (int)service < RuntimeGate.ServiceCount; service++)
        {
            ClobberedRegisters clobbered = gate.ClobberedBy(service);
            if ((bench.Client.WroteBefore & 1u << (int)service) != 0)
            {
                bench.Report.Finding(FindingId.BufferOverrun, service.Text(), $"wrote before the beginning of one");
            }
            if ((bench.Client.Changed & 1u << (int)service) != 0)
            {
                bench.Report.Finding(FindingId.ArgumentChanged, service.Text(), $"");
            }
            if ((clobbered & ClobberedRegisters.SystemErrorPending) != 0)
            {
                bench.Report.Finding(FindingId.SystemErrorPending, service.Text(), $"after a call");
                clobbered &= ~ClobberedRegisters.SystemErrorPending;
            }
            if (clobbered != ClobberedRegisters.None)
            {
                bench.Report.Finding(FindingId.RegistersClobbered, service.Text(), $"{clobbered.Text(room)}");
            }
        }
        if (RuntimeGate.StrayErrors != 0)
        {
            bench.Report.Finding(FindingId.SystemErrorPending, "boot services, or a device"u8, $"before a call");
        }
        if (gate.CallCount == 0)
        {
            bench.SkipBlocked(name);
            return;
        }
        bench.Report.Check(
            gate.Clobbered == ClobberedRegisters.None && RuntimeGate.StrayErrors == 0,
            name,
            $"x18 to x29, d8 to d15, SP, DAIF, SPSel, TTBR0, TTBR1, SCTLR, VBAR, TPIDR, CPACR, MDSCR, TCR, MAIR, "
                + $"FPCR, SP_EL0, TPIDR_EL0, PAN, timer controls in {gate.CallCount} calls"
        );
    }

    private static void CheckAttributes(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "services work under EFI_MEMORY_ATTRIBUTES_TABLE"u8;
        GateFault fault = AttributesInForce.Fault;
        if (fault.Finding != FindingId.None)
        {
            FaultText text = new(bench.Map, fault);
            TextLine seen = text.ToLine();
            bench.Report.Finding(FindingId.PermissionsNotKept, fault.Service.Text(), ref seen);
            bench.Report.Check(false, name, $"{fault.Service.Text()} faults with it, and not without");
        }
        else if (AttributesInForce.AppliedCount == 0)
        {
            bench.Report.Skip(name, "none that could be applied"u8);
        }
        else if (bench.IsBlocked)
        {
            bench.SkipBlocked(name);
        }
        else
        {
            bench.Report.Check(
                true,
                name,
                $"{AttributesInForce.AppliedCount} entries applied, {AttributesInForce.LeftOutCount} left out"
            );
        }
    }

    /// <summary>A report passes on what was seen: every service that is claimed came back from a call.</summary>
    private static void CheckEvidence(ref TestBench bench, ref RuntimeGate gate)
    {
        ReadOnlySpan<byte> name = "every advertised service was called"u8;
        if (bench.Blocker == FindingId.ServicesLost)
        {
            bench.Report.Check(false, name, $"none can be");
            return;
        }
        if (bench.IsBlocked)
        {
            bench.SkipBlocked(name);
            return;
        }
        int called = 0,
            missing = 0;
        for (RuntimeService service = 0; (int)service < RuntimeGate.ServiceCount; service++)
        {
            called += gate.Evidence.Has(service) ? 1 : 0;
            if (gate.Evidence.Lacks(service, bench.Firmware.Supported))
            {
                missing++;
                bench.Report.Finding(FindingId.ServiceNotCalled, service.Text(), $"");
            }
        }
        bench.Report.Check(missing == 0 && called != 0, name, $"{called} services");
    }

    private static void TellTimes(ref TestBench bench)
    {
        for (RuntimeService service = 0; (int)service < RuntimeGate.ServiceCount; service++)
        {
            ref CallTimes times = ref RuntimeGate.TimesOf(service);
            if (times.Count == 0)
            {
                continue;
            }
            ulong longest = Cpu.Microseconds(times.MaximumTicks);
            bench.Report.Note(
                $"time {service.Text()}: {times.Count} calls, minimum {Cpu.Microseconds(times.MinimumTicks)} us, "
                    + $"median {Cpu.Microseconds(times.MedianTicks)} us, maximum {longest} us"
            );
            // What was ended is told of as that.
            if (
                Watcher.KnowsFrequency
                && times.IsSlow(Cpu.CounterFrequency())
                && bench.Blocker != FindingId.CallNeverReturned
            )
            {
                bench.Report.Finding(FindingId.ServiceSlow, service.Text(), $"{longest / 1000} ms");
            }
        }
    }

    private static void CheckMemory(ref TestBench bench)
    {
        bench.Client.LookAround();
        bench.TellSpoiler();
        if (bench.Client.DeepCaller != 0)
        {
            bench.Report.Finding(
                FindingId.StackExceeded,
                (bench.Client.DeepCaller - 1).Text(),
                $"{RuntimeContext.UsedStackBytes} bytes"
            );
        }
        ulong damage = PhysicalMemory.FindPoisonDamage();
        if (damage != 0)
        {
            bench.Report.Finding(FindingId.ForeignMemoryWritten, "free memory"u8, $"at 0x{damage:x}");
        }
        bench.Report.Check(
            damage == 0 && (bench.Client.WroteBefore | bench.Client.Changed | (uint)bench.Client.Spoiler) == 0,
            "7/8 poison intact: no runtime service wrote outside its own regions"u8,
            $"{PhysicalMemory.PoisonedBytes >> 20} MB"
        );
    }
}
