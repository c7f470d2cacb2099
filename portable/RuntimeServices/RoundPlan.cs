using System;
using Keelson.Text;

namespace Keelson.RuntimeServices;

/// <summary>
/// How often each service is called again with the same arguments (<c>keelson.rounds=N</c>): some faults show now and
/// then only.
/// </summary>
/// <param name="reads">Calls of a service that changes nothing.</param>
/// <param name="writes">Calls of one that writes to flash, which wears.</param>
public readonly struct RoundPlan(uint reads, uint writes, RoundWish wish)
{
    public const uint DefaultReads = 20;
    public const uint DefaultWrites = 3;
    public const uint Most = 10_000;

    /// <summary>What one service may take where nobody asked for a number: a slow one is told of as slow.</summary>
    public const uint LongestMilliseconds = 1_000;

    public uint Reads { get; } = reads;
    public uint Writes { get; } = writes;
    public RoundWish Wish { get; } = wish;

    /// <param name="value">Of the option; empty where it was not given.</param>
    /// <returns>False where the value is none; the plan is then the default.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out RoundPlan plan)
    {
        if (OptionWords.TryParseNumber(value, out uint rounds) && rounds <= Most)
        {
            plan = new RoundPlan(rounds, rounds, RoundWish.Asked);
            return true;
        }

        plan = new RoundPlan(DefaultReads, DefaultWrites, RoundWish.Default);
        return value.IsEmpty;
    }

    /// <summary>Whether another call is made.</summary>
    /// <param name="planned"><see cref="Reads"/> or <see cref="Writes"/>.</param>
    public bool GoesOn(uint planned, uint made, ulong milliseconds) =>
        made < planned && (Wish == RoundWish.Asked || milliseconds < LongestMilliseconds);
}

/// <summary>Who chose the number of rounds.</summary>
public enum RoundWish
{
    Default,
    Asked,
}
