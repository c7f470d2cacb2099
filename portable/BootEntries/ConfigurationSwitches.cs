using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>What loader.conf turns on and off (systemd, loader.conf(5)); the default is systemd-boot's.</summary>
public struct ConfigurationSwitches
{
    /// <summary>Those that are the other way round than by default, one bit for each.</summary>
    private uint _changed;

    /// <summary>A blank stands between two names; the first three are on by default.</summary>
    private static ReadOnlySpan<byte> Names => "editor auto-entries auto-firmware auto-poweroff auto-reboot"u8;
    private const uint OnByDefault = 7;

    private static ReadOnlySpan<byte> WordsForYes => "1 yes y true t on"u8;
    private static ReadOnlySpan<byte> WordsForNo => "0 no n false f off"u8;

    /// <summary>Options may be edited in the menu.</summary>
    public readonly bool Editor => Has(0);

    public readonly bool Offers(LoaderEntry entry) =>
        Has(
            entry switch
            {
                < LoaderEntry.FirmwareSetup => 1,
                LoaderEntry.FirmwareSetup => 2,
                LoaderEntry.PowerOff => 3,
                _ => 4,
            }
        );

    /// <returns>False for a switch that is neither turned on nor off: it stays as it was.</returns>
    public bool Take(scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> value)
    {
        int index = IndexOf(Names, key);
        if (index < 0)
        {
            return true;
        }

        bool isYes = IndexOf(WordsForYes, value) >= 0;
        if (!isYes && IndexOf(WordsForNo, value) < 0)
        {
            return false;
        }

        uint bit = 1u << index;
        _changed = isYes == ((OnByDefault & bit) != 0) ? _changed & ~bit : _changed | bit;
        return true;
    }

    private readonly bool Has(int index) => ((OnByDefault ^ _changed) >> index & 1) != 0;

    private static int IndexOf(ReadOnlySpan<byte> words, scoped ReadOnlySpan<byte> word)
    {
        for (int index = 0; OptionWords.TryTake(ref words, out OptionWord next); index++)
        {
            if (next.Written.SequenceEqual(word))
            {
                return index;
            }
        }

        return -1;
    }
}
