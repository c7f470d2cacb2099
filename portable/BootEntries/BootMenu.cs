using System;
using Keelson.Uefi.Protocols;

namespace Keelson.BootEntries;

/// <summary>What a key of the menu asks of who shows it.</summary>
public enum MenuAction
{
    /// <summary>Nothing but to say <see cref="BootMenu.Message"/>.</summary>
    None,
    Boot,
    EditOptions,
    SetUpFirmware,

    /// <summary>An entry has the key as its own, perhaps (<see cref="BootEntryList.FindKey"/>).</summary>
    FindKey,

    // From here on as in Command.
    PowerOff,
    Reboot,
    ShowVersion,
    ShowStatus,
    List,

    /// <summary>Back to the firmware.</summary>
    Quit,

    /// <summary>Another mode of the console.</summary>
    NextMode,

    /// <summary>The mode that the console has without a key.</summary>
    ResetMode,
}

/// <summary>What is to be said after a key.</summary>
public enum MenuMessage
{
    None,
    Help,
    Selection,
    DefaultSet,
    DefaultCleared,
    Timeout,
    ConfirmSetup,
    NoSetup,
}

/// <summary>
/// The menu of boot entries: which is selected, and what keys do (systemd-boot(7), "Key bindings"; src/boot/boot.c,
/// menu_run). Who shows it reads the keys and the clock.
/// </summary>
/// <param name="count">Of entries, not 0.</param>
/// <param name="selected">The entry that is booted if nobody says otherwise.</param>
/// <param name="timeout">The one that counts now.</param>
public struct BootMenu(int count, int selected, MenuTimeout timeout)
{
    private const int PageLength = 10;
    private const int CtrlL = 'L' - '@';

    /// <summary>In the order of <see cref="Keys"/>.</summary>
    private enum Command
    {
        Boot,
        Up,
        Down,
        First,
        Last,
        PageUp,
        PageDown,
        Help,
        Edit,
        Default,
        Longer,
        Shorter,
        Setup,
        PowerOff,
        Reboot,
        ShowVersion,
        ShowStatus,
        List,
        Quit,
        NextMode,
        ResetMode,
        None,
    }

    private readonly int _count = count;
    private bool _asks;

    public int Selected { get; private set; } = selected;

    /// <summary>Which the variable <c>LoaderEntryDefault</c> names; -1 for none.</summary>
    public int Default { get; set; } = -1;

    /// <summary>For the variable <c>LoaderConfigTimeout</c>, where it was changed.</summary>
    public MenuTimeout Timeout { get; private set; } = timeout;
    public bool ChangedDefault { get; private set; }
    public bool ChangedTimeout { get; private set; }

    /// <summary>For the variable <c>LoaderConfigConsoleMode</c>, where it was changed.</summary>
    public ConsoleMode Mode { get; set; }
    public bool ChangedMode { get; set; }

    /// <summary>The firmware can be told to open its set-up (<c>OsIndicationsSupported</c>).</summary>
    public bool HasSetup { get; init; }

    /// <summary>After the last key.</summary>
    public MenuMessage Message { get; private set; }

    /// <summary>
    /// A blank stands between the keys of two commands. Keys without a character are here by their scan codes (UEFI
    /// 2.10, table 12-3), which are no characters: arrows, Home, End, pages, Delete, F1, F2, F3, F10, Escape.
    /// </summary>
    private static ReadOnlySpan<byte> Keys =>
        "\u0003\r kK\u0001 jJ\u0002 \u0005 \u0006 \u0009 \u000a hH?\u000b eE dD +t -T "u8
        + "fF\u0008\u000c\u0014\u0017 O B v pP L Q r R"u8;

    public MenuAction Press(InputKey key)
    {
        Message = MenuMessage.None;
        bool asked = _asks;
        _asks = false;
        Command command = CommandOf(key);
        if (asked)
        {
            return command == Command.Boot ? MenuAction.SetUpFirmware : MenuAction.None;
        }

        switch (command)
        {
            case Command.Boot:
                return MenuAction.Boot;
            case Command.Up:
                return Select(Selected - 1);
            case Command.Down:
                return Select(Selected + 1);
            case Command.First:
                return Select(0);
            case Command.Last:
                return Select(_count);
            case Command.PageUp:
                return Select(Selected - PageLength);
            case Command.PageDown:
                return Select(Selected + PageLength);
            case Command.Help:
                Message = MenuMessage.Help;
                return MenuAction.None;
            case Command.Edit:
                return MenuAction.EditOptions;
            case Command.Default:
                Message = Default == Selected ? MenuMessage.DefaultCleared : MenuMessage.DefaultSet;
                Default = Default == Selected ? -1 : Selected;
                ChangedDefault = true;
                return MenuAction.None;
            case Command.Longer:
                return Wait(Timeout.Longer);
            case Command.Shorter:
                return Wait(Timeout.Shorter);
            case Command.Setup:
                _asks = HasSetup;
                Message = HasSetup ? MenuMessage.ConfirmSetup : MenuMessage.NoSetup;
                return MenuAction.None;
            case Command.None:
                return TryGetNumber(key, out int number) ? Select(number - 1) : MenuAction.FindKey;
            default:
                return MenuAction.PowerOff + (command - Command.PowerOff);
        }
    }

    /// <summary>Of a key that is pressed before there is a menu: the entry that it boots at once.</summary>
    public static bool TryGetNumber(InputKey key, out int number)
    {
        number = key.UnicodeChar - '0';
        return number is >= 1 and <= 9;
    }

    /// <returns><see cref="MenuAction.None"/>: the choice is made, and nothing else is to be done.</returns>
    public MenuAction Select(int index)
    {
        Selected = Math.Clamp(index, 0, _count - 1);
        Message = MenuMessage.Selection;
        return MenuAction.None;
    }

    private MenuAction Wait(MenuTimeout timeout)
    {
        Timeout = timeout;
        ChangedTimeout = true;
        Message = MenuMessage.Timeout;
        return MenuAction.None;
    }

    private static Command CommandOf(InputKey key)
    {
        int code = key.UnicodeChar;
        if (code == 0)
        {
            // Phones and tablets have keys for the volume, and one for power.
            code = key.ScanCode switch
            {
                0x80 => 1,
                0x81 => 2,
                0x103 => 3,
                < ' ' => key.ScanCode,
                _ => 0,
            };
        }
        else if (code is '\r' or '\n')
        {
            code = '\r';
        }
        else if (code == CtrlL)
        {
            code = 'L';
        }
        else if (code < ' ')
        {
            return Command.None;
        }

        Command command = 0;
        foreach (byte known in Keys)
        {
            if (known == ' ')
            {
                command++;
            }
            else if (known == code)
            {
                return command;
            }
        }
        return Command.None;
    }
}

public static class MenuText
{
    /// <summary>Of what the loader does itself, as its entries have it (<see cref="LoaderEntries"/>).</summary>
    public static ReadOnlySpan<byte> Word(this MenuAction action) =>
        action switch
        {
            MenuAction.SetUpFirmware => "setup"u8,
            MenuAction.PowerOff => "poweroff"u8,
            MenuAction.Reboot => "reboot"u8,
            MenuAction.Quit => "quit"u8,
            _ => default,
        };

    public static ReadOnlySpan<byte> Sentence(this MenuMessage message) =>
        message switch
        {
            MenuMessage.Help =>
                "arrows, 1 to 9, Enter; (d)efault (t/T)imeout (e)dit (r)esolution (p)rint (f)irmware (O)ff re(B)oot"u8,
            MenuMessage.DefaultSet => "this is the default from now on"u8,
            MenuMessage.DefaultCleared => "the default is that of loader.conf again"u8,
            MenuMessage.ConfirmSetup => "Enter reboots into the firmware's set-up, any other key goes back"u8,
            MenuMessage.NoSetup => "the firmware cannot be told to open its set-up"u8,
            MenuMessage.Timeout => "timeout "u8,
            _ => default,
        };
}
