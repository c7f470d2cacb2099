using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;

namespace Keelson.Boot.Tests;

/// <summary>Looks into the memory of a machine while its guest waits, and lets it go on.</summary>
internal sealed class GuestSession
{
    private readonly List<ConsoleLine> _lines = [];

    /// <summary>What the stub handed to the kernel; null until the guest waited.</summary>
    public HandedMap? Map { get; private set; }

    public QemuRunOptions Meet(QemuRunOptions options) =>
        options with
        {
            OnLine = Remember,
            MeetingLine = GuestFacts.WaitLine,
            OnMeeting = MeetAsync,
        };

    private async Task MeetAsync(LiveGuest guest)
    {
        GuestFacts facts;
        lock (_lines)
        {
            facts = GuestFacts.Of(_lines)[^1];
        }

        Map = await HandedMap.ReadAsync(guest, facts);
        await guest.TypeAsync("go\n");
    }

    private void Remember(ConsoleLine line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }
}
