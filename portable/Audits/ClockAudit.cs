using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>What GetTime gave twice, with a known time in between (UEFI 2.10, 8.3.1).</summary>
public static class ClockAudit
{
    /// <summary>A clock of whole seconds shows another one after this long, whatever its phase.</summary>
    public const ulong ShowsAfterMilliseconds = 2_000;

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
