using System;
using System.Runtime.CompilerServices;

namespace Keelson.RuntimeServices;

/// <summary>How long the calls of one service took, in ticks of the generic timer.</summary>
public struct CallTimes
{
    /// <summary>Kernels hold a lock meanwhile: what takes longer is a finding.</summary>
    public const uint LongestMilliseconds = 100;

    /// <summary>The median is that of the newest calls.</summary>
    public const int KeptCount = 64;

    [InlineArray(KeptCount)]
    private struct Kept
    {
        private uint _first;
    }

    private Kept _kept;

    public uint Count { get; private set; }
    public ulong MinimumTicks { get; private set; }
    public ulong MaximumTicks { get; private set; }

    public void Add(ulong ticks)
    {
        MinimumTicks = Count == 0 || ticks < MinimumTicks ? ticks : MinimumTicks;
        MaximumTicks = ticks > MaximumTicks ? ticks : MaximumTicks;
        _kept[(int)(Count % KeptCount)] = (uint)Math.Min(ticks, uint.MaxValue);
        Count++;
    }

    /// <summary>
    /// Of the newest <see cref="KeptCount"/> calls, the one in the middle; of an even number the lower one.
    /// </summary>
    public readonly ulong MedianTicks
    {
        get
        {
            Kept sorted = _kept;
            int count = (int)Math.Min(Count, KeptCount);
            for (int i = 1; i < count; i++)
            {
                uint ticks = sorted[i];
                int at = i;
                for (; at > 0 && sorted[at - 1] > ticks; at--)
                {
                    sorted[at] = sorted[at - 1];
                }
                sorted[at] = ticks;
            }
            return count == 0 ? 0 : sorted[(count - 1) / 2];
        }
    }

    /// <param name="ticksPerSecond">CNTFRQ_EL0; nothing is slow where firmware left it 0.</param>
    public readonly bool IsSlow(ulong ticksPerSecond) =>
        ticksPerSecond != 0 && MaximumTicks * 1000 > ticksPerSecond * LongestMilliseconds;
}
