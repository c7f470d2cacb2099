using System;
using System.Buffers.Binary;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Each service with the same arguments again and again. One that faults here is called to the end of its rounds, and
/// none after it: a fault that comes now and then is told with how often.
/// </summary>
internal static class RoundTests
{
    private const int Results = 8;
    private const string Name = "KeelsonRounds";

    /// <summary>In this order: the variable that is read is the one that was written.</summary>
    private static ReadOnlySpan<byte> Services =>
        [
            (byte)RuntimeService.GetTime,
            (byte)RuntimeService.GetWakeupTime,
            (byte)RuntimeService.SetVariable,
            (byte)RuntimeService.GetVariable,
            (byte)RuntimeService.GetNextVariableName,
            (byte)RuntimeService.QueryVariableInfo,
            (byte)RuntimeService.GetNextHighMonotonicCount,
            (byte)RuntimeService.QueryCapsuleCapabilities,
        ];

    /// <summary>What the service gave in the round before; 0 in the first.</summary>
    private static ulong s_last;

    private static ulong s_written;

    /// <summary>The number of the round is added to it.</summary>
    private const ulong Value = 0x6e6f_736c_6565_4b00;

    public static void Run(ref TestBench bench, in Generation generation)
    {
        ReadOnlySpan<byte> option = CommandLine.ValueOf(OptionNames.Rounds);
        RoundPlan.TryParse(option, out RoundPlan plan);
        // A chain repeats everything by itself.
        if (!generation.IsFirst && plan.Wish == RoundWish.Default)
        {
            plan = default;
        }
        bench.Report.BeginGroup("rounds"u8, Results);
        foreach (byte service in Services)
        {
            Run(ref bench, plan, (RuntimeService)service);
        }
        if (!bench.IsStoreClosed && plan.Writes != 0)
        {
            bench.Client.SetVariable(Name, RuntimeClient.PersistentAttributes, default);
        }
        bench.Report.EndGroup("rounds"u8);
    }

    private static void Run(ref TestBench bench, RoundPlan plan, RuntimeService service)
    {
        TextLine name = $"{service.Text()} answers the same each time";
        bool isWrite = service is RuntimeService.SetVariable or RuntimeService.GetNextHighMonotonicCount;
        uint planned = isWrite ? plan.Writes : plan.Reads;
        if (bench.IsBlocked)
        {
            bench.SkipBlocked(name.Text);
            return;
        }
        if (planned == 0 || isWrite && bench.IsStoreClosed)
        {
            bench.Report.Skip(name.Text, planned == 0 ? "no rounds in this run"u8 : "no variable can be set"u8);
            return;
        }
        RoundTally tally = Ask(ref bench, plan, planned, service);
        TextLine seen = Describe(in tally);
        if (tally.Faults != 0)
        {
            RuntimeClient.Gate.CountFaults(tally.Faults, tally.Count);
        }
        FindingId id = IdOf(service, in tally);
        bench.Check(
            // A GetVariable that reads nothing right has been told by now.
            id == FindingId.VariableContents
            && !TestBench.IsExplained(RuntimeService.GetVariable)
                ? RuntimeService.SetVariable
                : service,
            id,
            tally.IsSteady,
            name.Text,
            ref seen
        );
    }

    private static FindingId IdOf(RuntimeService service, scoped in RoundTally tally) =>
        !tally.IsAlwaysWrong ? FindingId.AnswersDiffer
        : service is RuntimeService.GetTime or RuntimeService.GetWakeupTime ? FindingId.TimeInvalid
        : service is RuntimeService.GetVariable ? FindingId.VariableContents
        : FindingId.AnswerNotAllowed;

    private static RoundTally Ask(ref TestBench bench, RoundPlan plan, uint planned, RuntimeService service)
    {
        ref RuntimeGate gate = ref RuntimeClient.Gate;
        RoundTally tally = default;
        s_last = 0;
        ulong start = Cpu.Counter();
        while (plan.GoesOn(planned, tally.Count, Cpu.Microseconds(Cpu.Counter() - start) / 1000))
        {
            EfiStatus status = Ask(ref bench.Client, service, tally.Count, bench.IsStoreClosed, out RoundResult result);
            if (gate.IsOpen)
            {
                tally.Add(status, result);
                continue;
            }
            tally.AddFault();
            if (gate.Fault.Finding == FindingId.CallNeverReturned || !plan.GoesOn(planned, tally.Count, 0))
            {
                break;
            }
            gate.Reopen();
        }
        if (tally.Faults != 0)
        {
            gate.Close();
        }
        return tally;
    }

    private static EfiStatus Ask(
        ref RuntimeClient client,
        RuntimeService service,
        uint round,
        bool isStoreClosed,
        out RoundResult result
    )
    {
        bool isRight = true;
        Span<byte> data = stackalloc byte[sizeof(ulong)];
        EfiStatus status;
        switch (service)
        {
            case RuntimeService.GetTime:
                // Both ways that kernels ask.
                status = (round & 1) == 0 ? client.GetTime(out EfiTime time) : client.GetTimeAndCapabilities(out time);
                isRight = status != EfiStatus.Success || time.IsValid;
                break;
            case RuntimeService.GetWakeupTime:
                status = client.GetWakeupTime(out isRight, out EfiTime _);
                break;
            case RuntimeService.SetVariable:
                // As long as the one before, and another: who compares sizes alone keeps the old one.
                BinaryPrimitives.WriteUInt64LittleEndian(data, Value + round);
                status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, data);
                s_written = status == EfiStatus.Success ? Value + round : s_written;
                break;
            case RuntimeService.GetVariable:
                status = client.GetVariable(Name, out uint attributes, data, out ulong size);
                isRight =
                    isStoreClosed
                    || status == EfiStatus.Success
                        && attributes == RuntimeClient.PersistentAttributes
                        && size == sizeof(ulong)
                        && BinaryPrimitives.ReadUInt64LittleEndian(data) == s_written;
                break;
            case RuntimeService.GetNextVariableName:
                Span<char> first = stackalloc char[256];
                first.Clear();
                EfiGuid vendor = default;
                status = client.GetNextVariableName(first, ref vendor);
                break;
            case RuntimeService.QueryVariableInfo:
                status = client.QueryVariableInfo(
                    RuntimeClient.PersistentAttributes,
                    out ulong maximum,
                    out ulong remaining,
                    out ulong largest
                );
                isRight = status != EfiStatus.Success || VariableTests.AreSizes(maximum, remaining, largest);
                break;
            case RuntimeService.GetNextHighMonotonicCount:
                status = client.GetNextHighMonotonicCount(out uint high);
                isRight = status != EfiStatus.Success || s_last == 0 || s_last + 1 == high;
                s_last = high;
                break;
            default:
                status = client.QueryCapsuleCapabilities(ArgumentsOfCapsules.Whole, out _);
                break;
        }
        result = isRight ? RoundResult.Right : RoundResult.Wrong;
        return status;
    }

    private static TextLine Describe(scoped in RoundTally tally)
    {
        TextLine seen = $"{tally.First} in {tally.Alike} of {tally.Count} calls";
        if (tally.Others != 0)
        {
            TextLine others = $", {tally.Other} in {tally.Others}";
            seen.Append(in others);
        }
        if (tally.Wrong != 0)
        {
            TextLine wrong = $", a wrong result in {tally.Wrong}";
            seen.Append(in wrong);
        }
        if (tally.Faults != 0)
        {
            TextLine faults = $", an exception in {tally.Faults}";
            seen.Append(in faults);
        }
        return seen;
    }
}
