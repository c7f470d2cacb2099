namespace Keelson.Tools.Processes;

/// <summary>
/// How long something may take before it counts as hung. A limit is for that alone: it is a multiple of what an idle
/// machine needs, so that no verb and no test fails because the machine has other work. Every limit is one of these.
/// </summary>
public static class TimeLimit
{
    /// <summary>How many times slower than idle a machine may be.</summary>
    public const int Margin = 10;

    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(2);

    /// <summary>A small program: a compiler of one file, a copy, an answer.</summary>
    public static TimeSpan OfTool => s_least;

    /// <summary>
    /// What is over at once even on a busy machine, such as the closing of a dead process's pipes. It may end in vain
    /// without a failure, so it is short.
    /// </summary>
    public static TimeSpan OfMoment => TimeSpan.FromSeconds(30);

    /// <param name="idleSeconds">What it takes on a machine with nothing else to do, rounded up.</param>
    public static TimeSpan OfWork(double idleSeconds) =>
        TimeSpan.FromSeconds(Math.Max(s_least.TotalSeconds, Margin * idleSeconds));
}
