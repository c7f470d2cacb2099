using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>A time with all that SetTime sets of it.</summary>
internal static class TimeText
{
    /// <summary>What was asked or answered, with a time.</summary>
    public static TextLine Of(EfiStatus status, scoped in EfiTime time)
    {
        TextLine line = $"{status}: ";
        Append(ref line, in time);
        return line;
    }

    public static void Append(ref TextLine line, scoped in EfiTime time)
    {
        TextLine text =
            $"{time.Year:0000}-{time.Month:00}-{time.Day:00} {time.Hour:00}:{time.Minute:00}:{time.Second:00}, "
            + $"zone {(int)time.TimeZone}, daylight {(int)time.Daylight}";
        line.Append(in text);
        // Hardly any clock counts them: told where they are what is wrong.
        if (time.Nanosecond > EfiTime.LastNanosecond)
        {
            text = $", nanosecond {time.Nanosecond}";
            line.Append(in text);
        }
    }
}
