using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary><c>EFI_TIME</c> (UEFI 2.10, 8.3).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct EfiTime
{
    public const int SizeBytes = 16;

    /// <summary><c>EFI_UNSPECIFIED_TIMEZONE</c>.</summary>
    public const short UnspecifiedTimeZone = 0x7ff;

    private const ulong SecondsOfDay = 24 * 60 * 60;

    public ushort Year;
    public byte Month;
    public byte Day;
    public byte Hour;
    public byte Minute;
    public byte Second;
    private readonly byte _padding1;
    public uint Nanosecond;

    /// <summary>Of a second.</summary>
    public const uint LastNanosecond = 999_999_999;

    /// <summary>Minutes from UTC, -1440 to 1440, or unspecified.</summary>
    public short TimeZone;
    public byte Daylight;
    private readonly byte _padding2;

    /// <summary>Every field within the range that the specification gives it.</summary>
    public readonly bool IsInRange =>
        Year is >= 1900 and <= 9999
        && Month is >= 1 and <= 12
        && Day is >= 1 and <= 31
        && Hour <= 23
        && Minute <= 59
        && Second <= 59
        && Nanosecond <= LastNanosecond
        && (TimeZone is >= -1440 and <= 1440 or UnspecifiedTimeZone)
        && (Daylight & ~3) == 0;

    /// <summary>A time that exists: every field in range, and a day that the month has in that year.</summary>
    public readonly bool IsValid => IsInRange && Day <= DaysInMonth(Year, Month);

    /// <summary>Equal down to the second; many clocks know no more.</summary>
    public readonly bool IsSameSecond(in EfiTime other) => IsSameDay(in other) && SecondOfDay == other.SecondOfDay;

    /// <summary>Since midnight.</summary>
    public readonly int SecondOfDay => (Hour * 60 + Minute) * 60 + Second;

    /// <summary>Seconds of a valid time since one that is the same for all, by the Gregorian calendar.</summary>
    public readonly ulong TotalSeconds
    {
        get
        {
            // Years that begin in March, so that the day that some lack is their last.
            uint month = (Month + 9u) % 12;
            uint year = Year - month / 10;
            uint days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + Day;
            return days * SecondsOfDay + (uint)SecondOfDay;
        }
    }

    public readonly bool IsSameDay(in EfiTime other) => Year == other.Year && Month == other.Month && Day == other.Day;

    /// <summary>As much later; of a valid time, by whole seconds.</summary>
    public readonly EfiTime Plus(ulong seconds)
    {
        EfiTime later = this;
        ulong second = (ulong)SecondOfDay + seconds;
        for (; second >= SecondsOfDay; second -= SecondsOfDay)
        {
            later.GoToNextDay();
        }

        uint rest = (uint)second;
        later.Hour = (byte)(rest / 3600);
        later.Minute = (byte)(rest / 60 % 60);
        later.Second = (byte)(rest % 60);
        return later;
    }

    private void GoToNextDay()
    {
        Day++;
        if (Day > DaysInMonth(Year, Month))
        {
            Day = 1;
            Month++;
        }

        if (Month > 12)
        {
            Month = 1;
            Year++;
        }
    }

    /// <summary>By the Gregorian calendar, which the specification means without saying so.</summary>
    private static int DaysInMonth(int year, int month) =>
        month switch
        {
            2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
}
