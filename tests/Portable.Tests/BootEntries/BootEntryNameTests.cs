using System.Text;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Boot Loader Specification, "Boot counting": <c>ID+LEFT.conf</c>, and <c>ID+LEFT-DONE.conf</c> once tried.
/// </summary>
public class BootEntryNameTests
{
    [Theory]
    [InlineData("debian.conf", "debian", false)]
    [InlineData("debian", "debian", false)]
    [InlineData("Debian+3.CONF", "Debian", false)]
    [InlineData("debian+0-1.efi", "debian", true)]
    [InlineData("debian+9999999999.conf", "debian+9999999999", false)]
    [InlineData("debian+3.conf", "debian", false)]
    [InlineData("debian+3-1.conf", "debian", false)]
    [InlineData("debian+0.conf", "debian", true)]
    [InlineData("debian+00.conf", "debian", true)]
    [InlineData("debian+0-3.conf", "debian", true)]
    [InlineData("debian+10-0.conf", "debian", false)]
    [InlineData("debian-6.1+2.conf", "debian-6.1", false)]
    [InlineData("a+b+3.conf", "a+b", false)]
    [InlineData("a+0+3.conf", "a+0", false)]
    [InlineData("a+2147483647.conf", "a", false)]
    [InlineData("a+0000000000.conf", "a", true)]
    [InlineData("a+0-2147483647.conf", "a", true)]
    // None of these is a counter.
    [InlineData("a+2147483648.conf", "a+2147483648", false)]
    [InlineData("a+0-2147483648.conf", "a+0-2147483648", false)]
    [InlineData("a+18446744073709551617.conf", "a+18446744073709551617", false)]
    [InlineData("a++.conf", "a++", false)]
    [InlineData("a+-.conf", "a+-", false)]
    [InlineData("a+-3.conf", "a+-3", false)]
    [InlineData("gcc+.conf", "gcc+", false)]
    [InlineData("gcc++.conf", "gcc++", false)]
    [InlineData("6.1+deb.conf", "6.1+deb", false)]
    [InlineData("6.1+0-.conf", "6.1+0-", false)]
    [InlineData("6.1+0-1-2.conf", "6.1+0-1-2", false)]
    [InlineData("6.1+-1.conf", "6.1+-1", false)]
    [InlineData("6.1+3-x.conf", "6.1+3-x", false)]
    [InlineData("6.1+ 3.conf", "6.1+ 3", false)]
    [InlineData(".conf", "", false)]
    public void The_counter_is_no_part_of_the_name(string fileName, string id, bool hasNoTriesLeft)
    {
        BootEntryName name = new(Encoding.ASCII.GetBytes(fileName));
        Assert.Equal(id, Encoding.ASCII.GetString(name.Id));
        Assert.Equal(hasNoTriesLeft, name.HasNoTriesLeft);
    }

    [Theory]
    [InlineData("a.conf", true)]
    [InlineData("a+0.conf", true)]
    [InlineData(".conf", false)]
    [InlineData("conf", false)]
    [InlineData("A.CONF", true)]
    [InlineData("a.efi", false)]
    [InlineData(".a.conf", false)]
    [InlineData("auto-a.conf", false)]
    [InlineData("Auto-.conf", false)]
    [InlineData("a.conf~", false)]
    [InlineData("a.conf.bak", false)]
    [InlineData("", false)]
    public void Entries_have_their_suffix(string fileName, bool isEntry) =>
        Assert.Equal(isEntry, BootEntryName.IsEntry(Encoding.ASCII.GetBytes(fileName)));

    [Theory]
    [InlineData("a+3.conf", "a+2-1.conf", "a.conf")]
    [InlineData("A+3-0.Conf", "A+2-1.Conf", "A.conf")]
    [InlineData("a+1-2.efi", "a+0-3.efi", "a.efi")]
    [InlineData("a+0-3.conf", "a+0-4.conf", "a.conf")]
    [InlineData("a+10-9.conf", "a+9-10.conf", "a.conf")]
    [InlineData("a+b+5.conf", "a+b+4-1.conf", "a+b.conf")]
    [InlineData("a+2147483647.conf", "a+2147483646-1.conf", "a.conf")]
    [InlineData("a+0-2147483647.conf", "a+0-2147483647.conf", "a.conf")]
    [InlineData("a++3.conf", "a++2-1.conf", "a+.conf")]
    [InlineData("a+0003-0009.EFI", "a+2-10.EFI", "a.efi")]
    [InlineData("a.conf", "", "a.conf")]
    public void A_try_is_counted_in_the_name(string fileName, string next, string identifier)
    {
        BootEntryName name = new(Encoding.ASCII.GetBytes(fileName));
        byte[] text = new byte[fileName.Length + BootEntryName.MaximumGrowth];
        Assert.Equal(next, Encoding.ASCII.GetString(text.AsSpan(0, name.WriteNext(text))));
        Assert.Equal(identifier, Encoding.ASCII.GetString(text.AsSpan(0, name.WriteIdentifier(text))));
    }

    /// <summary>As to systemd-boot: by the end of the name, in any case.</summary>
    [Theory]
    [InlineData("ext4_aa64.efi", true)]
    [InlineData("EXT4AA64.EFI", true)]
    [InlineData("ext4_x64.efi", false)]
    [InlineData("ext4_aa64.efi.bak", false)]
    [InlineData(".ext4_aa64.efi", false)]
    [InlineData("ext4.efi", false)]
    [InlineData("a.efi", false)]
    public void A_driver_is_one_for_this_architecture(string name, bool isDriver) =>
        Assert.Equal(isDriver, BootEntryName.IsDriver(Encoding.UTF8.GetBytes(name)));
}
