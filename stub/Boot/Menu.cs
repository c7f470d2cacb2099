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

    public static int Choose(
        EfiSystem system,
        scoped in BootEntryList entries,
        scoped in LoaderConfiguration configuration
    )
    {
        int chosen = entries.FindDefault(in configuration);
        FirmwareKeyboard keyboard = system.Keyboard;
        if (configuration.TimeoutSeconds == 0 || !keyboard.Exists || !system.Console.Exists)
            return chosen;
        for (int i = 0; i < entries.Count; i++)
        {
            BootEntry entry = entries[i];
            Log.WriteLine($"  {BootEntryList.KeyOf(i)} {entry.DisplayName} {entry.Version}");
        }
        Log.WriteLine(
            $"booting {BootEntryList.KeyOf(chosen)} in {configuration.TimeoutSeconds} s, or at once with Enter; press "
                + $"the key of an entry to boot that"
        );
        bool waits = false;
        for (int polls = configuration.TimeoutSeconds * PollsPerSecond; polls > 0; polls--)
        {
            if (keyboard.TryRead(out ushort character))
            {
                if (entries.TryFindKey(character, out int index))
                    return index;
                if (character is '\r' or '\n')
                    return chosen;
                if (!waits)
                    polls = LoaderConfiguration.LongestTimeoutSeconds * PollsPerSecond;
                waits = true;
            }
            system.Boot.Stall(1_000_000 / PollsPerSecond);
        }
        return chosen;
    }
}
