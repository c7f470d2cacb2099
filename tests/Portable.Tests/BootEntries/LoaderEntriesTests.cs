using System.Text;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What the loader offers of itself is in the list like any file, and no file can be it.</summary>
public class LoaderEntriesTests
{
    [Theory]
    [InlineData(LoaderEntry.Windows, "auto-windows", BootEntryKind.Efi, "/EFI/Microsoft/Boot/bootmgfw.efi")]
    [InlineData(LoaderEntry.Shell, "auto-efi-shell", BootEntryKind.Efi, "/shellaa64.efi")]
    [InlineData(LoaderEntry.DefaultLoader, "auto-efi-default", BootEntryKind.Efi, "/EFI/BOOT/BOOTAA64.EFI")]
    [InlineData(LoaderEntry.FirmwareSetup, "auto-reboot-to-firmware-setup", BootEntryKind.Loader, "setup")]
    [InlineData(LoaderEntry.PowerOff, "auto-poweroff", BootEntryKind.Loader, "poweroff")]
    [InlineData(LoaderEntry.Reboot, "auto-reboot", BootEntryKind.Loader, "reboot")]
    public void Each_is_an_entry(LoaderEntry entry, string identifier, BootEntryKind kind, string program)
    {
        BootEntryList list = new(new byte[0x1000]);
        Assert.True(list.AddLoaderEntry(entry).IsNone);
        Assert.Equal(identifier, Encoding.UTF8.GetString(list.IdentifierOf(0)));
        Assert.Equal((kind, program), (list[0].Kind, Encoding.UTF8.GetString(list[0].Program)));
        Assert.Equal(kind == BootEntryKind.Efi ? program : "", Encoding.UTF8.GetString(entry.Path()));
        Assert.False(list[0].Title.IsEmpty);
        Assert.Equal(0, list.Find(Encoding.UTF8.GetBytes(identifier)));
        Assert.False(BootEntryName.IsEntry(Encoding.UTF8.GetBytes(identifier + ".conf")));
    }

    [Fact]
    public void All_of_them_have_room_and_no_more_is_said_where_they_have_not()
    {
        BootEntryList list = new(new byte[LoaderEntries.RoomBytes]);
        foreach (LoaderEntry entry in Enum.GetValues<LoaderEntry>())
        {
            Assert.True(list.AddLoaderEntry(entry).IsNone);
        }

        Assert.Equal(LoaderEntries.Count, list.Count);
        Assert.Equal(LoaderEntries.Count, Enum.GetValues<LoaderEntry>().Length);
        Assert.Equal(EntryError.NoRoom, new BootEntryList(new byte[40]).AddLoaderEntry(LoaderEntry.Reboot).Error);
    }

    [Theory]
    [InlineData(MenuAction.SetUpFirmware, LoaderEntry.FirmwareSetup)]
    [InlineData(MenuAction.PowerOff, LoaderEntry.PowerOff)]
    [InlineData(MenuAction.Reboot, LoaderEntry.Reboot)]
    public void A_key_of_the_menu_does_the_same(MenuAction action, LoaderEntry entry)
    {
        BootEntry.TryParse(entry.Name(), entry.Contents(), out BootEntry parsed);
        Assert.Equal(Encoding.UTF8.GetString(action.Word()), Encoding.UTF8.GetString(parsed.Program));
    }

    [Fact]
    public void No_file_makes_the_loader_do_anything()
    {
        BootEntry.TryParse("x.conf"u8, "loader poweroff"u8, out BootEntry entry);
        Assert.Equal((BootEntryKind.None, EntryError.NoKernel), (entry.Kind, entry.Verdict.Error));
    }
}
