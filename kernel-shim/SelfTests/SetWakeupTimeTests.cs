using System;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>SetWakeupTime</c> (UEFI 2.10, 8.3.4), and the alarm put back as it was.</summary>
internal static class SetWakeupTimeTests
{
    private const RuntimeService Service = RuntimeService.SetWakeupTime;
    private const ulong Hour = 60 * 60;
    private static ReadOnlySpan<byte> Sets => "SetWakeupTime sets an alarm in an hour"u8;
    private static ReadOnlySpan<byte> Refuses => "SetWakeupTime refuses what is no time"u8;
    private static ReadOnlySpan<byte> Restores => "SetWakeupTime puts the alarm back"u8;

    public static void Run(ref TestBench bench, in Generation generation)
    {
        bench.Report.BeginGroup("SetWakeupTime"u8, 4);
        EfiTime now = default;
        ReadOnlySpan<byte> reason = TimeOption.ReasonToSkip(generation);
        if (reason.IsEmpty && !(bench.Client.GetTime(out now) == EfiStatus.Success && now.IsValid))
        {
            reason = "GetTime gave no time to count from"u8;
        }
        if (reason.IsEmpty)
        {
            SetAndRestore(ref bench, now);
        }
        else
        {
            bench.SkipWith(Sets, reason);
            Claims.Skip(ref bench, Service, reason);
            bench.SkipWith(Refuses, reason);
            bench.SkipWith(Restores, reason);
        }
        bench.Report.EndGroup("SetWakeupTime"u8);
    }

    private static void SetAndRestore(ref TestBench bench, EfiTime now)
    {
        EfiStatus known = bench.Client.GetWakeupTime(out byte wasEnabled, out EfiTime before);
        bool hadAlarm = known == EfiStatus.Success && wasEnabled != 0 && before.IsValid;
        EfiTime alarm = now.Plus(Hour);
        // There are alarms of whole minutes.
        alarm.Second = 0;
        alarm.Nanosecond = 0;
        EfiStatus status = bench.Client.EnableWakeup(alarm);
        Judge(ref bench, Sets, status, 1, alarm);
        Claims.Compare(ref bench, Service, status);
        if (status == EfiStatus.Unsupported)
        {
            bench.SkipWith(Refuses, "EFI_UNSUPPORTED"u8);
            bench.SkipWith(Restores, "EFI_UNSUPPORTED"u8);
            return;
        }
        Refuse(ref bench, now);
        status = hadAlarm ? bench.Client.EnableWakeup(before) : bench.Client.DisableWakeup();
        Judge(ref bench, Restores, status, hadAlarm ? (byte)1 : (byte)0, before);
    }

    /// <summary>What was set against what is read back.</summary>
    private static void Judge(
        ref TestBench bench,
        scoped ReadOnlySpan<byte> name,
        EfiStatus status,
        byte enabled,
        EfiTime alarm
    )
    {
        if (status == EfiStatus.Unsupported)
        {
            bench.SkipWith(name, "EFI_UNSUPPORTED"u8);
            return;
        }
        EfiStatus readStatus = bench.Client.GetWakeupTime(out byte isEnabled, out EfiTime read);
        // GetWakeupTime may be missing where SetWakeupTime is not: it has results of its own.
        bool isKept =
            readStatus == EfiStatus.Unsupported
            || readStatus == EfiStatus.Success
                && isEnabled == enabled
                && (enabled == 0 || read.IsSameSecond(in alarm) && read.TimeZone == alarm.TimeZone);
        TextLine seen = $"{status}";
        if (status == EfiStatus.Success)
        {
            seen = $"{status}, {(enabled == 0 ? "off"u8 : "on"u8)}; GetWakeupTime: {readStatus}";
            if (readStatus == EfiStatus.Success)
            {
                seen.AppendFormatted(isEnabled == 0 ? ", off, "u8 : ", on, "u8);
                TimeText.Append(ref seen, in read);
            }
        }
        bench.Check(
            Service,
            status == EfiStatus.Success ? FindingId.TimeNotKept : FindingId.AnswerNotAllowed,
            status == EfiStatus.Success && isKept,
            name,
            ref seen
        );
    }

    private static void Refuse(ref TestBench bench, EfiTime now)
    {
        EfiStatus status = bench.Client.Call(Service, 1);
        TextLine seen = $"{status}: NULL";
        for (int i = 0; i < InvalidTimes.Count && status == EfiStatus.InvalidParameter; i++)
        {
            EfiTime wrong = InvalidTimes.Of(in now, i);
            status = bench.Client.EnableWakeup(wrong);
            seen = TimeText.Of(status, in wrong);
        }
        bench.Check(Service, status == EfiStatus.InvalidParameter, Refuses, ref seen);
    }
}
