using System.Collections.Concurrent;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Runs machines, few at a time: a machine that waits for a processor looks like a machine that hangs. Three where
/// there are two processors, as a machine sleeps for a third of its time, until its clock has gone on
/// (xunit.runner.json says the same of tests).
/// </summary>
internal static class Machine
{
    private static readonly int s_places = Math.Clamp(Environment.ProcessorCount * 3 / 2, 1, 3);
    private static readonly SemaphoreSlim s_free = new(s_places);

    /// <summary>Of runs that are over, for the next ones.</summary>
    private static readonly ConcurrentBag<KeptMemory> s_memory = [];

    public static async Task<QemuResult> RunAsync(QemuRunOptions options)
    {
        using IDisposable place = await TakePlaceAsync();
        KeptMemory? memory = s_memory.TryTake(out KeptMemory? kept) ? kept : KeptMemory.TryCreate();
        try
        {
            return await QemuRun.RunAsync(options with { KeptMemory = memory }, TestContext.Current.CancellationToken);
        }
        finally
        {
            if (memory is not null)
            {
                s_memory.Add(memory);
            }
        }
    }

    /// <summary>For other work that keeps a processor busy.</summary>
    public static async Task<IDisposable> TakePlaceAsync()
    {
        await s_free.WaitAsync(TestContext.Current.CancellationToken);
        return new Place();
    }

    private sealed class Place : IDisposable
    {
        public void Dispose() => s_free.Release();
    }
}
