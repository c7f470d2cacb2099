using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Sets the mode of the console that the menu is shown in. Where none can be set it is shown as it is.
/// </summary>
internal static class MenuConsole
{
    public static void Set(EfiSystem system, ConsoleMode mode)
    {
        FirmwareConsole console = system.Console;
        Try(console, mode, mode.First(console.CurrentMode, console.ModeCount, IsReadable(system, console)));
    }

    /// <returns>What is set then.</returns>
    public static ConsoleMode SetNext(FirmwareConsole console)
    {
        Try(console, default, ConsoleMode.Next(console.CurrentMode, console.ModeCount));
        return ConsoleMode.OfNumber(console.CurrentMode);
    }

    private static void Try(FirmwareConsole console, ConsoleMode mode, int wanted)
    {
        EfiStatus status = EfiStatus.Success;
        int count = console.ModeCount,
            before = console.CurrentMode;
        for (int tries = wanted < 0 ? count : 0; tries < count; tries++)
        {
            status = console.SetMode(wanted);
            if (status == EfiStatus.Success)
            {
                return;
            }
            wanted = mode.After(wanted, count);
        }
        if (status != EfiStatus.Success)
        {
            console.SetMode(before < 0 ? 0 : before);
            Log.WriteLine($"warning: the console has no mode that can be set: {status}");
        }
    }

    private static bool IsReadable(EfiSystem system, FirmwareConsole console)
    {
        (ulong columns, ulong rows) = console.QueryMode(console.CurrentMode);
        return GraphicsOutput.TryOpen(system, out GraphicsOutput screen)
            && ConsoleMode.IsReadable(screen.Width, screen.Height, columns, rows);
    }
}
