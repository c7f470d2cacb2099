namespace Keelson.Uefi;

/// <summary>
/// Times that SetTime and SetWakeupTime have to refuse (UEFI 2.10, 8.3.2, 8.3.4): each has one field that is wrong.
/// </summary>
public static class InvalidTimes
{
    public const int Count = 17;

    /// <param name="valid">What the other fields are taken from.</param>
    /// <param name="number">From 0 to <see cref="Count"/> - 1.</param>
    public static EfiTime Of(in EfiTime valid, int number)
    {
        EfiTime time = valid;
        switch (number)
        {
            case 0 or 1:
                time.Year = number == 0 ? (ushort)1899 : (ushort)10000;
                break;
            case 2 or 3:
                time.Month = number == 2 ? (byte)0 : (byte)13;
                break;
            case 4 or 5:
                time.Day = number == 4 ? (byte)0 : (byte)32;
                break;
            case 6 or 7:
                // A year without a leap day.
                time.Year = 2025;
                time.Month = number == 6 ? (byte)2 : (byte)4;
                time.Day = number == 6 ? (byte)29 : (byte)31;
                break;
            case 8 or 9:
                time.Hour = number == 8 ? (byte)24 : byte.MaxValue;
                break;
            case 10 or 11:
                time.Minute = number == 10 ? (byte)60 : byte.MaxValue;
                break;
            case 12:
                time.Second = 60;
                break;
            case 13:
                time.Nanosecond = 1_000_000_000;
                break;
            case 14 or 15:
                time.TimeZone = number == 14 ? (short)-1441 : (short)1441;
                break;
            default:
                time.Daylight = 0xfc;
                break;
        }

        return time;
    }
}
