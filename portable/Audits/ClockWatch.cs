using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// Every time that a clock gave, held against those before it: it goes on, not much faster than the generic timer
/// counts, and in the same zone. Kept frozen where one does not.
/// </summary>
public struct ClockWatch
{
    /// <summary>A timer may be wrong by as much, an emulator be stopped: a clock that jumps does so by more.</summary>
    private const ulong SecondsAhead = 5;

    private EfiTime _last;
    private ulong _first;
    private ulong _sinceMilliseconds;

    /// <summary>The pair that does not fit; no times at all where all do.</summary>
    public EfiTime Before { get; private set; }
    public EfiTime After { get; private set; }

    public readonly bool IsAstray => Before.Year != 0;

    /// <summary>Somebody sets the clock: what comes next is held against nothing that was.</summary>
    public void Forget() => _first = 0;

    /// <summary>Holds the first time against what the clock gave before anybody counted.</summary>
    /// <param name="atBoot">No time at all where it gave none.</param>
    /// <param name="first">What the kernel was given first.</param>
    /// <param name="kernelSeconds">That the kernel ran before it asked, by the generic timer.</param>
    public void Follow(in EfiTime atBoot, in EfiTime first, ulong kernelSeconds)
    {
        if (
            atBoot.IsValid
            && first.IsValid
            && !ClockAudit.GoesOn(in atBoot, in first, ClockAudit.LongestBootSeconds + 2 * kernelSeconds)
        )
        {
            Blame(in atBoot, in first);
        }
    }

    /// <param name="time">That GetTime gave; one that does not exist is somebody else's to tell.</param>
    /// <param name="milliseconds">By the generic timer, of which 0 is any moment.</param>
    public void See(in EfiTime time, ulong milliseconds)
    {
        if (!time.IsValid)
        {
            return;
        }

        ulong most = (milliseconds - _sinceMilliseconds) / 500 + SecondsAhead;
        if (_first == 0)
        {
            _first = time.TotalSeconds;
            _sinceMilliseconds = milliseconds;
        }
        else if (
            !ClockAudit.GoesOn(in _last, in time, most)
            || time.TotalSeconds - _first > most
            || time.TimeZone != _last.TimeZone
            || time.Daylight != _last.Daylight
        )
        {
            Blame(in _last, in time);
        }

        _last = time;
    }

    private void Blame(in EfiTime before, in EfiTime after)
    {
        if (!IsAstray)
        {
            Before = before;
            After = after;
        }
    }
}
