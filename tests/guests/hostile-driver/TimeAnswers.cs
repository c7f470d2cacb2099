using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>The clock.</summary>
internal static partial class Answers
{
    /// <summary>DAIF.I.</summary>
    private const ulong Irq = 1 << 7;

    private static EfiTime s_frozen;

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetTime(EfiTime* time, byte* capabilities)
    {
        bool isTurn = IsTurn(RuntimeService.GetTime, Fault.AbortGetTime);
        FaultIf(capabilities != null, Fault.AbortCapabilities);
        FaultIf((Cpu.InterruptMask() & Irq) != 0, Fault.AbortMasked);
        FaultIf((Cpu.InterruptMask() & Irq) == 0, Fault.AbortOpen);
        FaultIf(Original(RuntimeService.GetTime) >> 32 != 0, Fault.AbortAbove);
        if (isTurn && s_fault == Fault.TimeLong)
        {
            Cpu.WaitMicroseconds(9_000_000);
        }
        if (isTurn && s_fault == Fault.TimeCapabilitiesWide && capabilities != null)
        {
            // The structure ends with a BOOLEAN; one of 16 bytes.
            *(ulong*)(capabilities + 8) = 0;
        }
        if (isTurn && s_fault == Fault.TimeMasked && (Cpu.InterruptMask() & Irq) != 0)
        {
            return (ulong)EfiStatus.DeviceError;
        }
        EfiTime before = time == null ? default : *time;
        EfiStatus status = FirmwareCall.Invoke(Original(RuntimeService.GetTime), time, capabilities);
        if (isTurn && s_fault == Fault.TimePartial && status == EfiStatus.Success)
        {
            // A driver that knows of no zone.
            time->TimeZone = before.TimeZone;
            time->Daylight = before.Daylight;
        }
        // That clock has always been one of every other second.
        if ((isTurn || s_fault == Fault.TimeCoarse) && status == EfiStatus.Success)
        {
            Bend(ref *time);
        }
        return (ulong)status;
    }

    private static void Bend(ref EfiTime time)
    {
        switch (s_fault)
        {
            case Fault.TimeBack:
                // A minute further back each time.
                s_state += 60;
                time = new EfiTime
                {
                    Year = 2026,
                    Month = 6,
                    Day = 15,
                }.Plus(80_000 - s_state % 70_000);
                break;
            case Fault.TimeZoneTurns:
                time.TimeZone = (short)((s_state++ & 1) * 60);
                break;
            case Fault.TimeFreezes:
                s_frozen = s_frozen.Year == 0 ? time : s_frozen;
                time = s_frozen;
                break;
            case Fault.TimeJump:
                time.Year += 1;
                break;
            case Fault.TimeCoarse:
                time.Second &= 0xfe;
                break;
            case Fault.TimeDayEarlier:
                time = time.Plus(0);
                time.Day = (byte)(time.Day == 1 ? 1 : time.Day - 1);
                break;
            case Fault.TimeLeaps:
                time = time.Plus(s_state++ * 3600);
                break;
            case Fault.TimeFast:
                time = new EfiTime
                {
                    Year = 2026,
                    Month = 6,
                    Day = 15,
                }.Plus(Cpu.Counter() / (Cpu.CounterFrequency() / 10));
                break;
            case Fault.TimeSlow:
                time = new EfiTime
                {
                    Year = 2026,
                    Month = 6,
                    Day = 15,
                }.Plus(Cpu.Counter() / (Cpu.CounterFrequency() * 3 / 2));
                break;
            case Fault.TimeYearLow:
                time.Year = 1899;
                break;
            case Fault.TimeYearHigh:
                time.Year = 10000;
                break;
            case Fault.TimeMonth:
                time.Month = 0;
                break;
            case Fault.TimeDay:
                time.Day = 0;
                break;
            case Fault.TimeHour:
                time.Hour = 24;
                break;
            case Fault.TimeMinute:
                time.Minute = 60;
                break;
            case Fault.TimeSecond:
                time.Second = 60;
                break;
            case Fault.TimeNanosecond:
                time.Nanosecond = 1_000_000_000;
                break;
            case Fault.TimeZone:
                time.TimeZone = 1441;
                break;
            case Fault.TimeDaylight:
                time.Daylight = 4;
                break;
        }
    }
}
