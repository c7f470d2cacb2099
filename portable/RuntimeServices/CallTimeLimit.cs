using System;
using Keelson.Text;

namespace Keelson.RuntimeServices;

/// <summary>How long a call of the firmware may take (<c>keelson.watchdog=SECONDS</c>).</summary>
public static class CallTimeLimit
{
    public const uint DefaultSeconds = 10;
    public const uint MostSeconds = 3600;

    /// <param name="value">Of the option; empty where it was not given.</param>
    /// <param name="seconds">0 for any time; the default where the value is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out uint seconds)
    {
        if (OptionWords.TryParseNumber(value, out seconds) && seconds <= MostSeconds)
        {
            return true;
        }

        seconds = DefaultSeconds;
        return value.IsEmpty;
    }
}
