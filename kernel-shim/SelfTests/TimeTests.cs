using System;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Time services (UEFI 2.10, 8.3).</summary>
internal static class TimeTests
{
    private static EfiTime s_first;
    private static EfiStatus s_firstStatus;
    private static ulong s_start;

    public static void Run(ref TestBench bench, in Generation generation)
    {
        bench.Report.BeginGroup("GetTime"u8, 3);
        GetTime(ref bench, generation);
        bench.Report.EndGroup("GetTime"u8);
        bench.Report.BeginGroup("GetWakeupTime"u8, 2);
        // Rarely implemented on arm64: what counts is that the status is one that the specification lists.
        EfiStatus status = bench.Client.GetWakeupTime(out bool isSound, out EfiTime time);
        TextLine seen = $"{status}";
        if (!isSound)
        {
            seen = TimeText.Of(status, in time);
        }
        bench.Check(
            RuntimeService.GetWakeupTime,
            IdOf(status),
            isSound && status is EfiStatus.Success or EfiStatus.Unsupported or EfiStatus.DeviceError,
            "GetWakeupTime returns a status that is defined for it"u8,
            ref seen
        );
        Claims.Compare(ref bench, RuntimeService.GetWakeupTime, status);
        bench.Report.EndGroup("GetWakeupTime"u8);
    }

    private static void GetTime(ref TestBench bench, in Generation generation)
    {
        const RuntimeService Service = RuntimeService.GetTime;
        EfiStatus status = bench.Client.GetTime(out EfiTime time);
        s_first = time;
        s_firstStatus = status;
        s_start = Cpu.Counter();
        if (generation.IsFirst)
        {
            // Filling all of a large memory takes minutes.
            ulong seconds = Cpu.Microseconds(s_start - generation.Record.GenerationStart) / 1_000_000;
            RuntimeClient.Clock.Follow(in bench.Handover.BootRecord.Clock, in time, seconds);
        }
        Claims.LeaveOutWhere(ref bench, Service, status);
        TextLine seen = $"{status}";
        if (status == EfiStatus.Success)
        {
            seen = TimeText.Of(status, in time);
        }
        bench.Check(
            Service,
            IdOf(status),
            status == EfiStatus.Success && time.IsValid,
            "GetTime gives a time"u8,
            ref seen
        );
        Claims.Compare(ref bench, Service, status);
        status = bench.Client.Call(Service);
        bench.Check(Service, status == EfiStatus.InvalidParameter, "GetTime with a NULL buffer"u8, $"{status}");
        bench.Absence = default;
    }

    /// <summary>
    /// Last of all, as it may cost time: the clock is asked until its second is another one than at first, which one
    /// that goes shows within a second. What it gave to the boot services proves nothing: it may stand since then.
    /// </summary>
    public static void Advance(ref TestBench bench, in Generation generation)
    {
        ReadOnlySpan<byte> name = "GetTime advances"u8;
        if (s_firstStatus != EfiStatus.Success || !s_first.IsValid)
        {
            bench.Report.Skip(name, "GetTime gave no time"u8);
            return;
        }
        // In a chain it may stop, or go astray, later.
        bool asks = generation.IsFirst || generation.IsLast;
        FindingId id = FindingId.None;
        TextLine seen = $"";
        // A clock that stands still is told as that, wherever it stands.
        if (asks && Watcher.KnowsFrequency)
        {
            id = AwaitAnotherSecond(ref bench, out seen);
        }
        if (id == FindingId.None && RuntimeClient.Clock.IsAstray)
        {
            id = FindingId.ClockAstray;
            EfiTime before = RuntimeClient.Clock.Before,
                after = RuntimeClient.Clock.After;
            seen = $"";
            TimeText.Append(ref seen, in before);
            seen.AppendFormatted("; then "u8);
            TimeText.Append(ref seen, in after);
        }
        else if (!asks || !Watcher.KnowsFrequency)
        {
            bench.Report.Skip(
                name,
                asks ? "nothing to hold it against: see CNTFRQ_EL0"u8 : "generation 1 and the last ask"u8
            );
            return;
        }
        bench.Check(RuntimeService.GetTime, id, id == FindingId.None, name, ref seen);
    }

    private static FindingId AwaitAnotherSecond(scoped ref TestBench bench, out TextLine seen)
    {
        EfiTime later;
        EfiStatus status;
        ulong milliseconds;
        while (true)
        {
            milliseconds = Cpu.Microseconds(Cpu.Counter() - s_start) / 1000;
            status = bench.Client.GetTime(out later);
            if (
                status != EfiStatus.Success
                || !s_first.IsSameSecond(in later)
                || milliseconds >= ClockAudit.ShowsAfterMilliseconds
            )
            {
                break;
            }
            Watchdog.Wait(10_000);
        }
        seen = $"{status}, within {milliseconds} ms";
        return status == EfiStatus.Success
            ? ClockAudit.Judge(in s_first, in later, milliseconds)
            : FindingId.AnswerNotAllowed;
    }

    /// <summary>What it is that gave no valid time.</summary>
    private static FindingId IdOf(EfiStatus status) =>
        status == EfiStatus.Success ? FindingId.TimeInvalid : FindingId.AnswerNotAllowed;
}
