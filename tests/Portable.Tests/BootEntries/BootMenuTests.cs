using Keelson.BootEntries;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

public class BootMenuTests
{
    private static MenuTimeout Seconds(string text)
    {
        Assert.True(MenuTimeout.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out MenuTimeout timeout));
        return timeout;
    }

    private static InputKey Scan(int code) => new() { ScanCode = (ushort)code };

    private static InputKey Character(char character) => new() { UnicodeChar = character };

    private static BootMenu Menu(int count = 30, int selected = 4) => new(count, selected, Seconds("5"));

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    [InlineData(5, 0)]
    [InlineData(6, 29)]
    [InlineData(9, 0)]
    [InlineData(10, 14)]
    [InlineData(0x80, 3)]
    [InlineData(0x81, 5)]
    public void Keys_without_a_character_choose_an_entry(int scanCode, int selected)
    {
        BootMenu menu = Menu();
        Assert.Equal(MenuAction.None, menu.Press(Scan(scanCode)));
        Assert.Equal((selected, MenuMessage.Selection), (menu.Selected, menu.Message));
    }

    [Theory]
    [InlineData('k', 3)]
    [InlineData('J', 5)]
    [InlineData('1', 0)]
    [InlineData('9', 8)]
    public void Characters_choose_an_entry(char character, int selected)
    {
        BootMenu menu = Menu();
        Assert.Equal(MenuAction.None, menu.Press(Character(character)));
        Assert.Equal(selected, menu.Selected);
    }

    [Fact]
    public void The_selection_stays_within_the_entries()
    {
        BootMenu menu = Menu(2, 0);
        menu.Press(Scan(1));
        Assert.Equal(0, menu.Selected);
        menu.Press(Character('9'));
        Assert.Equal(1, menu.Selected);
        menu.Press(Scan(2));
        menu.Press(Scan(10));
        Assert.Equal(1, menu.Selected);
    }

    [Theory]
    [InlineData('\r', 0, MenuAction.Boot)]
    [InlineData('\n', 0, MenuAction.Boot)]
    [InlineData('\0', 3, MenuAction.Boot)]
    [InlineData('\0', 0x0d, MenuAction.Boot)]
    [InlineData('\0', 0x103, MenuAction.Boot)]
    [InlineData('e', 0, MenuAction.EditOptions)]
    [InlineData('E', 0, MenuAction.EditOptions)]
    [InlineData('O', 0, MenuAction.PowerOff)]
    [InlineData('B', 0, MenuAction.Reboot)]
    [InlineData('v', 0, MenuAction.ShowVersion)]
    [InlineData('p', 0, MenuAction.ShowStatus)]
    [InlineData('P', 0, MenuAction.ShowStatus)]
    [InlineData('L', 0, MenuAction.List)]
    [InlineData('\f', 0, MenuAction.List)]
    [InlineData('Q', 0, MenuAction.Quit)]
    [InlineData('r', 0, MenuAction.NextMode)]
    [InlineData('R', 0, MenuAction.ResetMode)]
    // Perhaps an entry's.
    [InlineData('l', 0, MenuAction.FindKey)]
    [InlineData('q', 0, MenuAction.FindKey)]
    [InlineData('V', 0, MenuAction.FindKey)]
    // Not so easily hit, and no commands: Ctrl-C has the code of an arrow.
    [InlineData('o', 0, MenuAction.FindKey)]
    [InlineData('b', 0, MenuAction.FindKey)]
    [InlineData('\u0003', 0, MenuAction.FindKey)]
    [InlineData(' ', 0, MenuAction.FindKey)]
    [InlineData('0', 0, MenuAction.FindKey)]
    [InlineData('\u0153', 0, MenuAction.FindKey)]
    [InlineData('\0', 4, MenuAction.FindKey)]
    [InlineData('\0', 0x6b, MenuAction.FindKey)]
    public void A_key_asks_for_an_action(char character, int scanCode, MenuAction action)
    {
        BootMenu menu = Menu();
        Assert.Equal(action, menu.Press(new InputKey { UnicodeChar = character, ScanCode = (ushort)scanCode }));
        Assert.Equal(4, menu.Selected);
    }

    [Fact]
    public void The_default_is_set_and_cleared()
    {
        BootMenu menu = Menu();
        menu.Default = 2;
        menu.Press(Character('d'));
        Assert.Equal((4, MenuMessage.DefaultSet, true), (menu.Default, menu.Message, menu.ChangedDefault));
        menu.Press(Character('D'));
        Assert.Equal((-1, MenuMessage.DefaultCleared), (menu.Default, menu.Message));
        Assert.False(menu.ChangedTimeout);
    }

    [Theory]
    [InlineData('t', "6")]
    [InlineData('+', "6")]
    [InlineData('T', "4")]
    [InlineData('-', "4")]
    public void The_timeout_is_changed(char character, string text)
    {
        BootMenu menu = Menu();
        Assert.False(menu.ChangedTimeout);
        menu.Press(Character(character));
        Assert.Equal((Seconds(text), MenuMessage.Timeout, true), (menu.Timeout, menu.Message, menu.ChangedTimeout));
        Assert.False(menu.ChangedDefault);
    }

    [Theory]
    [InlineData('f', 0)]
    [InlineData('\0', 0x0c)]
    [InlineData('\0', 0x14)]
    [InlineData('\0', 0x17)]
    [InlineData('\0', 8)]
    public void The_set_up_is_asked_for_twice(char character, int scanCode)
    {
        InputKey key = new() { UnicodeChar = character, ScanCode = (ushort)scanCode };
        BootMenu menu = Menu();
        Assert.Equal((MenuAction.None, MenuMessage.NoSetup), (menu.Press(key), menu.Message));
        Assert.Equal(MenuAction.Boot, menu.Press(Character('\r')));

        menu = new(3, 1, Seconds("5")) { HasSetup = true };
        Assert.Equal((MenuAction.None, MenuMessage.ConfirmSetup), (menu.Press(key), menu.Message));
        Assert.Equal(MenuAction.SetUpFirmware, menu.Press(Character('\r')));
        menu.Press(key);
        Assert.Equal((MenuAction.None, MenuMessage.None), (menu.Press(Character('j')), menu.Message));
        Assert.Equal((1, MenuAction.Boot), (menu.Selected, menu.Press(Character('\r'))));
    }

    [Fact]
    public void Help_and_every_other_message_but_the_selection_have_a_text()
    {
        BootMenu menu = Menu();
        menu.Press(Character('?'));
        Assert.Equal(MenuMessage.Help, menu.Message);
        Assert.All(
            Enum.GetValues<MenuMessage>().Except([MenuMessage.None, MenuMessage.Selection]),
            message => Assert.NotEmpty(message.Sentence().ToArray())
        );
    }

    [Theory]
    [InlineData('1', true, 1)]
    [InlineData('9', true, 9)]
    [InlineData('0', false, 0)]
    [InlineData(':', false, 10)]
    public void A_digit_is_the_number_of_an_entry(char character, bool expected, int number)
    {
        Assert.Equal(expected, BootMenu.TryGetNumber(Character(character), out int actual));
        Assert.Equal(number, actual);
    }
}
