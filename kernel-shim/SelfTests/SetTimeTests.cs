using System;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>SetTime</c> (UEFI 2.10, 8.3.2), and the time put back as if nobody had touched it.</summary>
internal static class SetTimeTests
{
    private const RuntimeService Service = RuntimeService.SetTime;
    private static ReadOnlySpan<byte> Sets => "SetTime sets the clock"u8;
    private static ReadOnlySpan<byte> Refuses => "SetTime refuses what is no time"u8;
    private static ReadOnlySpan<byte> Restores => "SetTime sets the clock back"u8;

    public static void Run(ref TestBench bench, in Generation generation)
    {
        bench.Report.BeginGroup("SetTime"u8, 4);
        EfiTime now = default;
        ulong since = 0;
        ReadOnlySpan<byte> reason = TimeOption.ReasonToSkip(generation);
        if (reason.IsEmpty && !TryReadAtItsBeginning(ref bench.Client, out now, out since))
        {
            reason = "no time to put back: GetTime gave none"u8;
        }
        if (reason.IsEmpty)
        {
            SetAndRestore(ref bench, now, since);
        }
        else
        {
            bench.SkipWith(Sets, reason);
            Claims.Skip(ref bench, Service, reason);
            bench.SkipWith(Refuses, reason);
            bench.SkipWith(Restores, reason);
        }
        bench.Report.EndGroup("SetTime"u8);
    }

    /// <summary>The time in the moment in which its second began, as far as the clock goes at all.</summary>
    private static bool TryReadAtItsBeginning(ref RuntimeClient client, out EfiTime now, out ulong since)
    {
        since = Cpu.Counter();
        EfiStatus status = client.GetTime(out EfiTime first);
        now = first;
        ulong start = since;
        while (
            status == EfiStatus.Success
            && now.IsSameSecond(in first)
            && Cpu.Microseconds(Cpu.Counter() - start) / 1000 < ClockAudit.ShowsAfterMilliseconds
        )
        {
            since = Cpu.Counter();
            status = client.GetTime(out now);
        }
        return status == EfiStatus.Success && now.IsValid;
    }

    private static void SetAndRestore(ref TestBench bench, EfiTime now, ulong since)
    {
        // No field but those of the zone is what it was, and a calendar has to know this day.
        EfiTime other = now;
        other.Year = 2024;
        other.Month = 2;
        other.Day = 29;
        other.Hour = 13;
        other.Minute = 14;
        other.Second = 15;
        other.Nanosecond = 0;
        EfiStatus status = Set(ref bench, other, Sets);
        Claims.Compare(ref bench, Service, status);
        if (status == EfiStatus.Unsupported)
        {
            bench.SkipWith(Refuses, "EFI_UNSUPPORTED"u8);
            bench.SkipWith(Restores, "EFI_UNSUPPORTED"u8);
            return;
        }
        Refuse(ref bench, now);
        ulong passed = Cpu.Microseconds(Cpu.Counter() - since);
        ulong seconds = passed / 1_000_000 + 1;
        Watchdog.Wait(seconds * 1_000_000 - passed);
        now.Nanosecond = 0;
        Set(ref bench, now.Plus(seconds), Restores);
    }

    private static EfiStatus Set(ref TestBench bench, EfiTime time, scoped ReadOnlySpan<byte> name)
    {
        ulong start = Cpu.Counter();
        EfiStatus status = bench.Client.SetTime(time);
        if (status == EfiStatus.Unsupported)
        {
            // What it says of itself is the next result's to judge.
            bench.SkipWith(name, "EFI_UNSUPPORTED"u8);
            return status;
        }
        EfiStatus readStatus = bench.Client.GetTime(out EfiTime read);
        ulong seconds = Cpu.Microseconds(Cpu.Counter() - start) / 1_000_000;
        TextLine seen = TimeText.Of(status, in time);
        if (status == EfiStatus.Success)
        {
            seen.AppendFormatted("; GetTime: "u8);
            TextLine back = TimeText.Of(readStatus, in read);
            seen.Append(in back);
        }
        bench.Check(
            Service,
            status == EfiStatus.Success ? FindingId.TimeNotKept : FindingId.AnswerNotAllowed,
            status == EfiStatus.Success
                && readStatus == EfiStatus.Success
                && ClockAudit.IsAsSet(in time, in read, seconds),
            name,
            ref seen
        );
        return status;
    }

    private static void Refuse(ref TestBench bench, EfiTime now)
    {
        EfiStatus status = bench.Client.Call(Service);
        TextLine seen = $"{status}: NULL";
        for (int i = 0; i < InvalidTimes.Count && status == EfiStatus.InvalidParameter; i++)
        {
            EfiTime wrong = InvalidTimes.Of(in now, i);
            status = bench.Client.SetTime(wrong);
            seen = TimeText.Of(status, in wrong);
        }
        bench.Check(Service, status == EfiStatus.InvalidParameter, Refuses, ref seen);
    }
}
