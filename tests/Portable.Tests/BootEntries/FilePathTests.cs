using System.Text;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class FilePathTests
{
    [Theory]
    [InlineData(@"\EFI\BOOT\BOOTAA64.EFI", "/efi/boot/bootaa64.efi", true)]
    [InlineData("EFI/BOOT/x", @"\\EFI\/BOOT//x", true)]
    [InlineData("/x/", "x", true)]
    [InlineData("", "//", true)]
    [InlineData("/a/b", "/ab", false)]
    [InlineData("/ab", "/a/b", false)]
    [InlineData("/a/b", "/a/b/c", false)]
    [InlineData("/a/b", "/a/bc", false)]
    [InlineData("a", "", false)]
    [InlineData("/\u00e4", "/\u00e4", true)]
    public void Paths_are_the_same_where_FAT_finds_one_file(string left, string right, bool expected)
    {
        Assert.Equal(expected, FilePath.AreSame(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));
        Assert.Equal(expected, FilePath.AreSame(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(left)));
    }
}
