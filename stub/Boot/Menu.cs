using System;
using Keelson.BootEntries;
using Keelson.Efi;

namespace Keelson.Stub;

/// <summary>
/// Boot entries on the firmware's console, for as long as loader.conf says. Any key but an entry's stops the clock,
/// though not for ever.
/// </summary>
internal static class Menu
{
    private const int PollsPerSecond = 20;

    private static ReadOnlySpan<byte> Keys => "123456789abcdefghijklmnopqrstuvw"u8;

    public static int Choose(
        EfiSystem system,
        scoped in BootEntryList entries,
        int preferred,
        int timeoutSeconds,
        scoped in LoaderState state
    )
    {
        FirmwareKeyboard keyboard = system.Keyboard;
        if (timeoutSeconds == 0 || !keyboard.Exists || !system.Console.Exists)
        {
            return preferred;
        }
        state.ExportMenu();
        int shown = Math.Min(entries.Count, Keys.Length);
        for (int i = 0; i < shown; i++)
        {
            BootEntry entry = entries[i];
            Log.WriteLine($"  {Keys.Slice(i, 1)} {entry.DisplayName} {entry.Version}");
        }
        if (shown < entries.Count)
        {
            Log.WriteLine($"  and {entries.Count - shown} more, by default or LoaderEntryOneShot");
        }
        Log.WriteLine(
            $"booting {(preferred < shown ? Keys.Slice(preferred, 1) : entries[preferred].Name.Id)} in "
                + $"{timeoutSeconds} s, or at once with Enter; press the key of an entry to boot that"
        );
        bool waits = false;
        for (int polls = timeoutSeconds * PollsPerSecond; polls > 0; polls--)
        {
            if (keyboard.TryRead(out ushort character))
            {
                int index = character < 0x80 ? Keys.IndexOf((byte)character) : -1;
                if (index >= 0 && index < shown)
                {
                    return index;
                }
                if (character is '\r' or '\n')
                {
                    return preferred;
                }
                if (!waits)
                {
                    polls = LoaderConfiguration.LongestTimeoutSeconds * PollsPerSecond;
                }
                waits = true;
            }
            system.Boot.Stall(1_000_000 / PollsPerSecond);
        }
        return preferred;
    }
}
