using System.Text;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class ConfigurationSwitchesTests
{
    private static bool Take(ref ConfigurationSwitches switches, string key, string value) =>
        switches.Take(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));

    private static string On(ConfigurationSwitches switches) =>
        string.Join(
            ' ',
            Enum.GetValues<LoaderEntry>().Where(entry => switches.Offers(entry)).Select(entry => entry.ToString())
        ) + (switches.Editor ? " editor" : "");

    [Fact]
    public void The_defaults_are_those_of_systemd_boot() =>
        Assert.Equal("Windows Shell DefaultLoader FirmwareSetup editor", On(default));

    [Theory]
    [InlineData("editor", "no", "Windows Shell DefaultLoader FirmwareSetup")]
    [InlineData("auto-entries", "0", "FirmwareSetup editor")]
    [InlineData("auto-firmware", "false", "Windows Shell DefaultLoader editor")]
    [InlineData("auto-poweroff", "y", "Windows Shell DefaultLoader FirmwareSetup PowerOff editor")]
    [InlineData("auto-reboot", "on", "Windows Shell DefaultLoader FirmwareSetup Reboot editor")]
    [InlineData("editor", "yes", "Windows Shell DefaultLoader FirmwareSetup editor")]
    [InlineData("auto-poweroff", "off", "Windows Shell DefaultLoader FirmwareSetup editor")]
    [InlineData("console-mode", "max", "Windows Shell DefaultLoader FirmwareSetup editor")]
    public void A_line_turns_one_of_them(string key, string value, string on)
    {
        ConfigurationSwitches switches = default;
        Assert.True(Take(ref switches, key, value));
        Assert.Equal(on, On(switches));
    }

    [Fact]
    public void The_last_line_counts_and_what_is_neither_leaves_it()
    {
        ConfigurationSwitches switches = default;
        Assert.True(Take(ref switches, "auto-reboot", "yes"));
        Assert.False(Take(ref switches, "auto-reboot", "perhaps"));
        Assert.False(Take(ref switches, "editor", "NO"));
        Assert.True(switches.Offers(LoaderEntry.Reboot) && switches.Editor);
        Assert.True(Take(ref switches, "auto-reboot", "n"));
        Assert.False(switches.Offers(LoaderEntry.Reboot));
    }
}
