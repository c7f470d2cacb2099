using System.Text;
using Keelson.Companions;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Held to systemd 257, src/boot/cpio.c, src/boot/stub.c and get_extra_dir.</summary>
public class CompanionNameTests
{
    [Theory]
    [InlineData("a.addon.efi", CompanionKind.AddOn)]
    [InlineData("A.ADDON.EFI", CompanionKind.AddOn)]
    [InlineData("a.cred", CompanionKind.Credential)]
    [InlineData("b.cred", CompanionKind.GlobalCredential)]
    [InlineData("tools.raw", CompanionKind.SystemExtension)]
    [InlineData("tools.sysext.raw", CompanionKind.SystemExtension)]
    [InlineData("net.confext.raw", CompanionKind.ConfigurationExtension)]
    [InlineData("net.CONFEXT.Raw", CompanionKind.ConfigurationExtension)]
    public void A_companion_is_of_one_kind(string name, CompanionKind expected)
    {
        foreach (CompanionKind kind in Enum.GetValues<CompanionKind>())
        {
            bool isSame =
                kind == expected
                || expected == CompanionKind.Credential && kind == CompanionKind.GlobalCredential
                || expected == CompanionKind.GlobalCredential && kind == CompanionKind.Credential;
            Assert.Equal(isSame, CompanionName.IsOf(kind, Encoding.UTF8.GetBytes(name)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden.addon.efi")]
    [InlineData("a.efi")]
    [InlineData("ä.addon.efi")]
    [InlineData("../a.cred")]
    [InlineData("a\\b.cred")]
    [InlineData("a\n.cred")]
    [InlineData("a.credx")]
    [InlineData("raw")]
    public void Anything_else_is_none(string name) =>
        Assert.All(
            Enum.GetValues<CompanionKind>(),
            kind => Assert.False(CompanionName.IsOf(kind, Encoding.UTF8.GetBytes(name)))
        );

    [Fact]
    public void A_name_has_255_bytes_at_most()
    {
        string longest = new string('a', 250) + ".cred";
        Assert.True(CompanionName.IsOf(CompanionKind.Credential, Encoding.UTF8.GetBytes(longest)));
        Assert.False(CompanionName.IsOf(CompanionKind.Credential, Encoding.UTF8.GetBytes('a' + longest)));
    }

    [Theory]
    [InlineData("\\EFI\\Linux\\a.efi", "\\EFI\\Linux\\a.efi.extra.d")]
    [InlineData("\\EFI\\Linux\\a+3.efi", "\\EFI\\Linux\\a.efi.extra.d")]
    [InlineData("\\EFI\\Linux\\a+2-1.EFI", "\\EFI\\Linux\\a.EFI.extra.d")]
    [InlineData("\\EFI\\Linux\\a+b.efi", "\\EFI\\Linux\\a+b.efi.extra.d")]
    [InlineData("\\EFI\\L+3\\a.efi", "\\EFI\\L+3\\a.efi.extra.d")]
    [InlineData("a", "a.extra.d")]
    public void The_folder_is_that_of_the_image_whatever_its_count(string path, string folder)
    {
        byte[] image = Encoding.UTF8.GetBytes(path);
        byte[] written = new byte[CompanionName.MaximumFolderLength(image.Length)];
        int length = CompanionName.WriteFolder(image, written);
        Assert.Equal(folder, Encoding.UTF8.GetString(written[..length]));
    }

    [Fact]
    public void Order_is_by_bytes()
    {
        string[] names = ["Z.cred", "a-1.cred", "a.cred", "a.cred2", "b.cred", "a", "10.cred", "9.cred"];
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = 0; j < sorted.Length; j++)
            {
                Assert.Equal(
                    i < j,
                    CompanionName.Precedes(Encoding.UTF8.GetBytes(sorted[i]), Encoding.UTF8.GetBytes(sorted[j]))
                );
            }
        }
    }
}
