using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>What GetTime gave twice, with a known time in between (UEFI 2.10, 8.3.1).</summary>
public static class ClockAudit
{
    /// <summary>A clock of whole seconds shows another one after this long, whatever its phase.</summary>
    public const ulong ShowsAfterMilliseconds = 2_000;

    /// <summary>What a clock may be ahead, as its second began before it was set.</summary>
    private const ulong SecondsAhead = 2;

    /// <summary>There are calendars of every other second, which have the one before.</summary>
    private const ulong SecondsBehind = 1;

    /// <summary>From the stub's question to the kernel's entry, on the slowest machine there is.</summary>
    public const uint LongestBootSeconds = 120;

    /// <summary>Whether a time is the one that was set, gone on since.</summary>
    /// <param name="set">What SetTime was given, a time that exists.</param>
    /// <param name="read">What GetTime gave.</param>
    /// <param name="betweenSeconds">From one to the other, by the generic timer.</param>
    public static bool IsAsSet(in EfiTime set, in EfiTime read, ulong betweenSeconds) =>
        read.IsValid
        && read.TotalSeconds + SecondsBehind - set.TotalSeconds <= betweenSeconds + SecondsAhead + SecondsBehind
        && read.TimeZone == set.TimeZone
        && read.Daylight == set.Daylight;

    /// <summary>Whether a time is another one, or as many whole seconds later as a limit allows.</summary>
    /// <param name="before">A time that exists, as <paramref name="after"/> is.</param>
    public static bool GoesOn(in EfiTime before, in EfiTime after, ulong mostSeconds) =>
        after.TotalSeconds - before.TotalSeconds <= mostSeconds;

    /// <param name="first">The time, from a call that succeeded.</param>
    /// <param name="second">The time of a later call that succeeded.</param>
    /// <param name="betweenMilliseconds">By the generic timer, from the return of one to the start of the
    /// other.</param>
    public static FindingId Judge(in EfiTime first, in EfiTime second, ulong betweenMilliseconds)
    {
        if (!first.IsValid || !second.IsValid)
        {
            return FindingId.TimeInvalid;
        }

        return first.IsSameSecond(in second) && betweenMilliseconds >= ShowsAfterMilliseconds
            ? FindingId.ClockStopped
            : FindingId.None;
    }
}
