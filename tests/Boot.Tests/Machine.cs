using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Runs machines, never more at a time than this computer has processors: a machine that waits for one looks like a
/// machine that hangs.
/// </summary>
internal static class Machine
{
    private static readonly int s_places = Math.Clamp(Environment.ProcessorCount, 1, 2);
    private static readonly SemaphoreSlim s_free = new(s_places);

    public static async Task<QemuResult> RunAsync(QemuRunOptions options)
    {
        using IDisposable place = await TakePlaceAsync();
        return await QemuRun.RunAsync(options, TestContext.Current.CancellationToken);
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
