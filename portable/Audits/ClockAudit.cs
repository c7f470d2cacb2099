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

    /// <summary>From the stub's question to the kernel's, on the slowest machine there is.</summary>
    private const int LongestBootSeconds = 120;

    /// <summary>
    /// The clock went on while the kernel was loaded and entered, so that nobody has to wait for the next second. What
    /// is no proof (the same second, a jump, midnight in between) costs that wait and nothing else.
    /// </summary>
    /// <param name="atBoot">From the boot stub, before ExitBootServices; no time at all where it got none.</param>
    /// <param name="first">From the first call after SetVirtualAddressMap.</param>
    public static bool WentOn(in EfiTime atBoot, in EfiTime first) =>
        atBoot.IsValid
        && first.IsValid
        && atBoot.IsSameDay(in first)
        && first.SecondOfDay - atBoot.SecondOfDay is >= 1 and <= LongestBootSeconds;

    /// <summary>Whether a time is the one that was set, gone on since.</summary>
    /// <param name="set">What SetTime was given, a time that exists.</param>
    /// <param name="read">What GetTime gave.</param>
    /// <param name="betweenSeconds">From one to the other, by the generic timer.</param>
    public static bool IsAsSet(in EfiTime set, in EfiTime read, ulong betweenSeconds)
    {
        bool isSame = false;
        for (ulong later = 0; later <= betweenSeconds + SecondsAhead && !isSame; later++)
        {
            EfiTime expected = set.Plus(later);
            isSame = expected.IsSameSecond(in read);
        }

        return isSame && read.IsInRange && read.TimeZone == set.TimeZone && read.Daylight == set.Daylight;
    }

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
