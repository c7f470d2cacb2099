namespace Keelson.RuntimeServices;

/// <summary>How long the calls of one service took, in ticks of the generic timer.</summary>
public struct CallTimes
{
    /// <summary>Kernels hold a lock meanwhile: what takes longer is a finding.</summary>
    public const uint LongestMilliseconds = 100;

    public uint Count { get; private set; }
    public ulong MinimumTicks { get; private set; }
    public ulong MaximumTicks { get; private set; }

    public void Add(ulong ticks)
    {
        MinimumTicks = Count == 0 || ticks < MinimumTicks ? ticks : MinimumTicks;
        MaximumTicks = ticks > MaximumTicks ? ticks : MaximumTicks;
        Count++;
    }

    /// <param name="ticksPerSecond">CNTFRQ_EL0.</param>
    public readonly bool IsSlow(ulong ticksPerSecond) => MaximumTicks * 1000 > ticksPerSecond * LongestMilliseconds;
}
