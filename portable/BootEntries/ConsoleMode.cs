using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// The mode of the firmware's console that the menu is shown in (systemd, loader.conf(5), <c>console-mode</c>;
/// src/boot/console.c). The default leaves it as it is.
/// </summary>
public readonly struct ConsoleMode
{
    private const uint AutoValue = 1;
    private const uint LastValue = 2;
    private const uint FirstNumber = 3;

    /// <summary>Modes that every console has if it has so many (UEFI 2.10, 12.4.3); then come the vendor's.</summary>
    private const int FirstOfVendor = 2;

    private const uint MostPixelsAcross = 1920;
    private const uint MostPixelsDown = 1080;

    /// <summary>Of the firmware's font.</summary>
    private const ulong PixelsOfCharacter = 8 * 19;

    /// <summary>A screen so many times as large as its text is one where nothing can be read.</summary>
    private const ulong MostTimes = 10;

    private readonly uint _value;

    private ConsoleMode(uint value) => _value = value;

    /// <param name="number">Of a mode; what is below 0, as for a console without a valid one, is the first.</param>
    public static ConsoleMode OfNumber(int number) => new(FirstNumber + (uint)Math.Max(number, 0));

    public bool IsKept => _value == 0;

    /// <summary>Of one that <see cref="OfNumber"/> made.</summary>
    public int Number => (int)(_value - FirstNumber);

    /// <summary>Of loader.conf; the variable <c>LoaderConfigConsoleMode</c> has numbers alone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ConsoleMode mode)
    {
        bool isNumber = OptionWords.TryParseNumber(text, out uint number);
        uint value =
            isNumber ? FirstNumber + number
            : text.SequenceEqual("auto"u8) ? AutoValue
            : text.SequenceEqual("max"u8) ? LastValue
            : 0;
        mode = new ConsoleMode(value);
        return value != 0 || text.SequenceEqual("keep"u8);
    }

    /// <summary>Whether text is large enough on a screen.</summary>
    public static bool IsReadable(uint width, uint height, ulong columns, ulong rows)
    {
        ulong text = PixelsOfCharacter * columns * rows;
        return width <= MostPixelsAcross && height <= MostPixelsDown
            || text != 0 && (ulong)width * height / text < MostTimes;
    }

    /// <summary>The first mode to try.</summary>
    /// <param name="current">That is set, which may be none.</param>
    /// <param name="count">Of the modes.</param>
    /// <param name="isReadable">What is set now.</param>
    /// <returns>-1 where nothing is to be changed.</returns>
    public int First(int current, int count, bool isReadable)
    {
        bool isSet = current >= 0 && current < count;
        int wanted = _value switch
        {
            0 => isSet ? current : 0,
            AutoValue => isReadable ? current : Math.Min(count - 1, FirstOfVendor),
            LastValue => count - 1,
            _ => Number,
        };
        return count <= 0 || wanted == current ? -1 : wanted;
    }

    /// <summary>The next to try where the firmware refuses one.</summary>
    public int After(int mode, int count) =>
        _value == LastValue
            ? mode <= 0 || mode >= count
                ? count - 1
                : mode - 1
            : Next(mode, count);

    /// <summary>The next one, and the first behind the last.</summary>
    public static int Next(int mode, int count) => mode < 0 || mode >= count - 1 ? 0 : mode + 1;
}
