using System.Buffers.Binary;
using System.Text;
using Keelson.BootEntries;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Type 2 entries: what systemd-boot's bootspec_pick_name_version_sort_key and boot_entry_add_type2 pick.
/// </summary>
public class UnifiedImageEntryTests
{
    private static (string Text, string ProfileId) Write(
        string osRelease,
        string profile = "",
        int index = 0,
        int room = 4096
    )
    {
        byte[] text = new byte[room];
        int length = UnifiedImageEntry.Write(
            "\\EFI\\Linux\\A b+3.efi"u8,
            Encoding.UTF8.GetBytes(osRelease),
            Encoding.UTF8.GetBytes(profile),
            index,
            text,
            out ReadOnlySpan<byte> profileId
        );
        return (Encoding.UTF8.GetString(text.AsSpan(0, length)), Encoding.UTF8.GetString(profileId));
    }

    private static BootEntry Parse(string text)
    {
        Assert.True(BootEntry.TryParse("A b+3.efi"u8, Encoding.UTF8.GetBytes(text), out BootEntry entry).IsNone);
        Assert.Equal(BootEntryKind.UnifiedImage, entry.Kind);
        Assert.Equal("\\EFI\\Linux\\A b+3.efi"u8, entry.Program);
        return entry;
    }

    [Theory]
    [InlineData(
        "ID=debian\nNAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 13\"\nVERSION_ID='13'\nBUILD_ID=x\n",
        "Debian GNU/Linux 13",
        "13",
        "debian"
    )]
    [InlineData("ID=a\nIMAGE_ID=image\nIMAGE_VERSION=7\nVERSION=8\nNAME=n", "image", "7", "image")]
    [InlineData("ID=a\nNAME=n\nVERSION=8\nVERSION_ID=9", "n", "8", "a")]
    [InlineData("ID=a\nBUILD_ID=b", "a", "b", "a")]
    [InlineData("ID=a", "a", "", "a")]
    [InlineData("ID=a\0NAME=b", "a", "", "a")]
    [InlineData("PRETTY_NAME='\"in\" quotes\"'", "\"in\" quotes\"", "", "")]
    public void Title_version_and_sort_key_come_from_os_release(
        string osRelease,
        string title,
        string version,
        string sortKey
    )
    {
        BootEntry entry = Parse(Write(osRelease).Text);
        Assert.Equal(title, Encoding.UTF8.GetString(entry.Title));
        Assert.Equal(version, Encoding.UTF8.GetString(entry.Version));
        Assert.Equal(sortKey, Encoding.UTF8.GetString(entry.SortKey));
        Assert.True(entry.Profile.IsEmpty);
    }

    [Theory]
    [InlineData("", 1, "d (Profile #2)", "1")]
    [InlineData("ID=factory", 2, "d (factory)", "factory")]
    [InlineData("ID=factory\nTITLE=\"Factory reset\"", 11, "d (Factory reset)", "factory")]
    [InlineData("ID=main\nTITLE=Main", 0, "d (Main)", "")]
    [InlineData("ID=main", 0, "d", "")]
    public void A_profile_is_an_entry_of_its_own(string profile, int index, string title, string profileId)
    {
        (string text, string id) = Write("ID=d", profile, index);
        BootEntry entry = Parse(text);
        Assert.Equal(title, Encoding.UTF8.GetString(entry.Title));
        Assert.Equal(profileId, id);
        Assert.Equal(index == 0 ? "" : $"{index}", Encoding.UTF8.GetString(entry.Profile));
    }

    [Theory]
    [InlineData("", 4096)]
    [InlineData("VERSION=1", 4096)]
    [InlineData("ID=debian", 0)]
    [InlineData("ID=debian", 40)]
    public void Os_release_without_a_name_or_a_full_buffer_gives_no_entry(string osRelease, int room) =>
        Assert.Equal("", Write(osRelease, room: room).Text);

    [Theory]
    [InlineData(".osrel .cmdline", 0, ".cmdline", 1)]
    [InlineData(".osrel .cmdline", 1, ".cmdline", -1)]
    [InlineData(".osrel .cmdline .profile .cmdline .profile", 0, ".cmdline", 3)]
    [InlineData(".osrel .cmdline .profile .cmdline .profile", 1, ".cmdline", 1)]
    [InlineData(".osrel .cmdline .profile .cmdline .profile", 1, ".profile", 4)]
    [InlineData(".osrel .cmdline .profile .cmdline .profile", 2, ".profile", -1)]
    [InlineData(".profile .a .profile .b", 1, ".a", -1)]
    public void A_profile_has_its_own_sections_and_those_of_all(string sections, int index, string name, int expected)
    {
        string[] names = sections.Split(' ');
        byte[] file = new byte[0x80 + 24 + 40 * names.Length];
        "MZ"u8.CopyTo(file);
        file[0x3c] = 0x80;
        "PE\0\0"u8.CopyTo(file.AsSpan(0x80));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x80 + 6), (ushort)names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            Encoding
                .ASCII.GetBytes(names[i])
                .AsSpan(0, Math.Min(names[i].Length, 8))
                .CopyTo(file.AsSpan(0x98 + 40 * i));
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x98 + 40 * i + 12), i);
        }

        Assert.True(PeImage.TryCreate(file, out PeImage image));
        bool isFound =
            UnifiedImageProfile.TryFind(image, index, out UnifiedImageProfile profile)
            && profile.TryFindSection(Encoding.ASCII.GetBytes(name), out PeSection section)
            && section.VirtualOffset == expected;
        Assert.Equal(expected >= 0, isFound);
    }
}
