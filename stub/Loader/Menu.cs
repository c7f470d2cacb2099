using System;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Boot entries on the firmware's console, for as long as loader.conf says: in lines, so that a serial port, a screen
/// and a log show the same. Any key stops the clock, though not for ever.
/// </summary>
internal static class Menu
{
    private const int PollsPerSecond = 20;

    /// <summary>In which a key that was held down at the start arrives, as in systemd-boot.</summary>
    private const int PollsForKey = 2;
    private const int MostShown = 32;
    private const int EditorColumns = 76;

    /// <param name="system">Has console and keyboard.</param>
    /// <param name="choice">What there is to choose from, and who is told that there is a menu.</param>
    /// <param name="menu">The choice, and what is to be kept of it.</param>
    /// <param name="editor">With room for an entry's options; afterwards those that are to be used.</param>
    /// <param name="refusal">Why options may not be edited; empty where they may.</param>
    /// <param name="firmware">Has memory.</param>
    /// <returns>To boot the selected entry, with options that were edited or without; or to boot none.</returns>
    public static MenuAction Choose(
        EfiSystem system,
        scoped in EntryChoice choice,
        scoped ref BootMenu menu,
        scoped ref LineEditor editor,
        scoped ReadOnlySpan<byte> refusal,
        Firmware firmware
    )
    {
        if (!system.Keyboard.Exists || !system.Console.Exists)
        {
            return MenuAction.Boot;
        }
        int seconds = choice.ProgramRan ? MenuTimeout.LongestWaitSeconds : menu.Timeout.WaitSeconds;
        if (seconds == 0)
        {
            if (!menu.Timeout.AllowsKey || !TryRead(system, PollsForKey, out InputKey early))
            {
                return MenuAction.Boot;
            }
            int meant = choice.Files.List.FindKey(early.UnicodeChar, menu.Selected);
            if (meant >= 0)
            {
                menu.Select(meant);
                return MenuAction.Boot;
            }
            if (BootMenu.TryGetNumber(early, out _))
            {
                menu.Press(early);
                return MenuAction.Boot;
            }
            seconds = MenuTimeout.LongestWaitSeconds;
        }
        choice.State.ExportMenu();
        ConsoleMode first = ConsoleMode.OfNumber(system.Console.CurrentMode),
            configured = choice.Files.Configuration.ConsoleMode;
        MenuConsole.Set(system, menu.Mode.IsKept ? configured : menu.Mode);
        List(in choice.Files.List, menu.Selected, seconds);
        for (int polls = seconds * PollsPerSecond; TryRead(system, polls, out InputKey key); )
        {
            polls = MenuTimeout.LongestWaitSeconds * PollsPerSecond;
            MenuAction action = menu.Press(key);
            switch (action)
            {
                case MenuAction.Boot or MenuAction.Quit:
                    return action;
                case MenuAction.EditOptions when Edit(system, in choice, menu.Selected, refusal, ref editor, firmware):
                    return action;
                case MenuAction.SetUpFirmware or MenuAction.PowerOff or MenuAction.Reboot:
                    LoaderAction.Run(system, action.Word());
                    break;
                case MenuAction.NextMode or MenuAction.ResetMode or MenuAction.List:
                    if (action != MenuAction.List)
                    {
                        menu.ChangedMode = true;
                        menu.Mode = action == MenuAction.NextMode ? MenuConsole.SetNext(system.Console) : default;
                    }
                    if (action == MenuAction.ResetMode)
                    {
                        MenuConsole.Set(system, configured.IsKept ? first : configured);
                    }
                    List(in choice.Files.List, menu.Selected, MenuTimeout.LongestWaitSeconds);
                    break;
                case MenuAction.ShowVersion or MenuAction.ShowStatus:
                    MenuStatus.Write(system, in choice, action, menu.Selected, firmware);
                    break;
                case MenuAction.FindKey:
                    int next = choice.Files.List.FindKey(key.UnicodeChar, menu.Selected + 1);
                    if (next >= 0)
                    {
                        menu.Select(next);
                    }
                    break;
            }
            Say(in menu, in choice.Files.List);
        }
        return MenuAction.Boot;
    }

    private static void List(scoped in BootEntryList entries, int selected, int seconds)
    {
        int shown = Math.Min(entries.Count, MostShown);
        for (int i = 0; i < shown; i++)
        {
            Show(" "u8, in entries, i);
        }
        if (shown < entries.Count)
        {
            Log.WriteLine($"  and {entries.Count - shown} more");
        }
        Log.WriteLine(
            $"booting {selected + 1} in {seconds} s, or at once with Enter; arrows choose another, h lists the keys"
        );
    }

    private static void Show(ReadOnlySpan<byte> mark, scoped in BootEntryList entries, int index)
    {
        BootEntry entry = entries[index];
        ReadOnlySpan<byte> identifier = entries.HasTwin(index) ? entries.IdentifierOf(index) : default;
        Log.WriteLine($"{mark} {index + 1} {entry.DisplayName} {entry.Version} {identifier}");
    }

    private static void Say(scoped in BootMenu menu, scoped in BootEntryList entries)
    {
        if (menu.Message == MenuMessage.Selection)
        {
            Show(">"u8, in entries, menu.Selected);
        }
        else if (menu.Message != MenuMessage.None)
        {
            TextLine line = new(0, 1);
            line.AppendFormatted(menu.Message.Sentence());
            if (menu.Message == MenuMessage.Timeout)
            {
                menu.Timeout.AppendTo(ref line);
            }
            Log.WriteLine(ref line);
        }
    }

    /// <returns>Whether the entry is to be booted with what is in the editor.</returns>
    private static bool Edit(
        EfiSystem system,
        scoped in EntryChoice choice,
        int index,
        scoped ReadOnlySpan<byte> refusal,
        scoped ref LineEditor editor,
        Firmware firmware
    )
    {
        BootEntry entry = choice.Files.List[index];
        if (entry.Kind == BootEntryKind.Loader)
        {
            refusal = "this entry has none"u8;
        }
        if (!refusal.IsEmpty)
        {
            Log.WriteLine($"options cannot be edited: {refusal}");
            return false;
        }
        Log.WriteLine($"options of {entry.Name.Id}; Enter boots with them, Escape leaves them as they are");
        int length = entry.WriteOptions(editor.Room);
        // A unified image has its own, which the entry's would take the place of.
        if (length == 0 && entry.Kind == BootEntryKind.UnifiedImage)
        {
            Volume volume = choice.Volumes[choice.Files.List.VolumeOf(index)];
            length = UnifiedImageEntries.ReadOptions(volume, in entry, editor.Room, firmware);
        }
        editor.Begin(length);
        Span<byte> line = stackalloc byte[LineEditor.MaximumDrawnBytes(EditorColumns)];
        EditResult result;
        do
        {
            system.Console.Write(line[..editor.Draw(EditorColumns, line)]);
            result = TryRead(system, MenuTimeout.LongestWaitSeconds * PollsPerSecond, out InputKey key)
                ? editor.Press(key)
                : EditResult.Cancelled;
        } while (result == EditResult.Continues);
        system.Console.WriteLine(default);
        return result == EditResult.Accepted;
    }

    private static bool TryRead(EfiSystem system, int polls, out InputKey key)
    {
        // The firmware resets a machine whose loader takes five minutes.
        EfiApplication.Watch(2 * MenuTimeout.LongestWaitSeconds);
        key = default;
        while (polls-- > 0)
        {
            if (system.Keyboard.TryRead(out key))
            {
                return true;
            }
            system.Boot.Stall(1_000_000 / PollsPerSecond);
        }
        return false;
    }
}
