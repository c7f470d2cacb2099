using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// How long the menu waits for a choice: seconds, or one of the words of loader.conf (systemd, loader.conf(5),
/// <c>timeout</c>). The default waits for nobody. Steps from one to the next are systemd-boot's (src/boot/boot.c,
/// update_timeout_efivar).
/// </summary>
public readonly struct MenuTimeout
{
    /// <summary>"For ever" is this long: the firmware's watchdog waits no longer either (UEFI 2.10, 7.5.1).</summary>
    public const int LongestWaitSeconds = 300;

    /// <summary>What bootctl writes, as a number, for a menu that is always shown.</summary>
    private const ulong ForcedValue = uint.MaxValue;
    private const ulong DisabledValue = ForcedValue + 1;
    private const ulong MaximumSeconds = ForcedValue - 2;
    private const ulong SecondsWithoutEntries = 10;

    private readonly ulong _value;

    private MenuTimeout(ulong value) => _value = value;

    private static ReadOnlySpan<byte> ForcedWord => "menu-force"u8;
    private static ReadOnlySpan<byte> HiddenWord => "menu-hidden"u8;
    private static ReadOnlySpan<byte> DisabledWord => "menu-disabled"u8;

    /// <summary>Until somebody chooses.</summary>
    public static MenuTimeout Forced => new(ForcedValue);

    /// <summary>Where nothing but the loader's own entries is there, none of which anybody asked for.</summary>
    public MenuTimeout WithoutEntries => _value == 0 ? new MenuTimeout(SecondsWithoutEntries) : this;

    /// <summary>The menu is shown without a key.</summary>
    public bool IsShown => _value is not (0 or DisabledValue);

    /// <summary>A key that is pressed while the loader starts brings the menu.</summary>
    public bool AllowsKey => _value != DisabledValue;

    /// <summary>0 where nobody is waited for.</summary>
    public int WaitSeconds => IsShown ? (int)Math.Min(_value, LongestWaitSeconds) : 0;

    /// <summary>Of loader.conf: a number that 32 bits do not hold is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out MenuTimeout timeout) =>
        TryParseAny(text, out timeout, out bool isTooLarge) && !isTooLarge;

    /// <summary>
    /// Of the variables <c>LoaderConfigTimeout</c> and its one-shot kind: a number that 32 bits do not hold is the
    /// largest that they do, which is for ever; one that 64 bits do not hold is none.
    /// </summary>
    public static bool TryParseVariable(ReadOnlySpan<byte> text, out MenuTimeout timeout) =>
        TryParseAny(text, out timeout, out _);

    private static bool TryParseAny(ReadOnlySpan<byte> text, out MenuTimeout timeout, out bool isTooLarge)
    {
        isTooLarge = false;
        ulong value =
            text.SequenceEqual(ForcedWord) ? ForcedValue
            : text.SequenceEqual(DisabledWord) ? DisabledValue
            : 0;
        timeout = new MenuTimeout(value);
        if (value != 0 || text.SequenceEqual(HiddenWord))
        {
            return true;
        }

        foreach (byte digit in text)
        {
            uint number = (uint)digit - '0';
            if (number > 9 || value > (ulong.MaxValue - number) / 10)
            {
                return false;
            }

            value = value * 10 + number;
        }
        isTooLarge = value > ForcedValue;
        timeout = new MenuTimeout(value >= ForcedValue ? ForcedValue : Math.Min(value, MaximumSeconds));
        return !text.IsEmpty;
    }

    public MenuTimeout Longer =>
        _value switch
        {
            ForcedValue => default,
            DisabledValue => new MenuTimeout(1),
            MaximumSeconds => this,
            _ => new MenuTimeout(_value + 1),
        };

    public MenuTimeout Shorter => _value is 0 or >= ForcedValue ? Forced : new MenuTimeout(_value - 1);

    /// <summary>As loader.conf and the variable have it.</summary>
    public void AppendTo(scoped ref TextLine line)
    {
        if (_value is not 0 and < ForcedValue)
        {
            line.AppendFormatted(_value);
            return;
        }

        line.AppendFormatted(
            _value == 0 ? HiddenWord
            : _value == ForcedValue ? ForcedWord
            : DisabledWord
        );
    }
}
