namespace Keelson.Tools.Bench;

/// <summary>Executed guest instructions by where they stand, as <c>counts.c</c> tells them apart.</summary>
/// <param name="Firmware">Outside every image that is watched.</param>
/// <param name="Own">In such an image.</param>
/// <param name="Cache">In such an image, in blocks with a DC or IC instruction by address.</param>
/// <param name="Lines">Those DC and IC instructions alone: lines of cache.</param>
/// <param name="Calls">Times that the first image was come back to.</param>
public readonly record struct Counts(long Firmware, long Own, long Cache, long Lines, long Calls)
{
    public long Total => Firmware + Own + Cache;

    public static Counts operator -(Counts end, Counts start) =>
        new(
            end.Firmware - start.Firmware,
            end.Own - start.Own,
            end.Cache - start.Cache,
            end.Lines - start.Lines,
            end.Calls - start.Calls
        );

    /// <summary>By how much each of the counts differs from run to run.</summary>
    public static Counts SpreadOf(IReadOnlyCollection<Counts> runs)
    {
        return new Counts(
            Of(one => one.Firmware),
            Of(one => one.Own),
            Of(one => one.Cache),
            Of(one => one.Lines),
            Of(one => one.Calls)
        );

        long Of(Func<Counts, long> count) => runs.Max(count) - runs.Min(count);
    }
}

/// <summary>The counts just before the instruction at a mark was executed.</summary>
public sealed record Mark(string Name, ulong Address, Counts Before);

/// <summary>How often one instruction of the first image was executed.</summary>
public readonly record struct Place(uint Offset, long Executed);

/// <summary>The firmware came back to here.</summary>
/// <param name="Offset">Of the instruction after the call.</param>
/// <param name="Calls">So often.</param>
/// <param name="Firmware">After so many instructions altogether.</param>
public readonly record struct Return(uint Offset, long Calls, long Firmware);
