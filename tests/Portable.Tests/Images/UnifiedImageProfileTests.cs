using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Whose section counts, as for systemd-stub 257 (src/boot/pe.c, pe_locate_sections_internal).</summary>
public class UnifiedImageProfileTests
{
    private static readonly byte[] s_image = ImageOfSections.Make(
        (".linux", "kernel"u8.ToArray()),
        (".initrd", "first"u8.ToArray()),
        (".initrd", "second"u8.ToArray()),
        (".initrds", "other"u8.ToArray()),
        (".profile", "ID=a"u8.ToArray()),
        (".profile", "ID=b"u8.ToArray()),
        (".cmdline", "quiet"u8.ToArray()),
        (".initrd", "third"u8.ToArray()),
        (".initrd", "fourth"u8.ToArray()),
        (".profile", "ID=c"u8.ToArray())
    );

    [Theory]
    [InlineData(0, "first")]
    [InlineData(1, "third")]
    [InlineData(2, "first")]
    public void Of_several_sections_the_profiles_first_counts(int index, string expected)
    {
        Assert.True(PeImage.TryCreate(s_image, out PeImage headers));
        Assert.True(UnifiedImageProfile.TryFind(headers, index, out UnifiedImageProfile profile));
        Assert.True(profile.TryFindSection(UnifiedSections.Initrd, out PeSection section));
        Assert.True(SectionContents.TryRead(s_image, section, PeLayout.File, out ReadOnlySpan<byte> contents));
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(contents));
        Assert.Equal(index == 1, profile.TryFindSection(UnifiedSections.CommandLine, out _));
    }

    [Fact]
    public void There_are_as_many_profiles_as_marks()
    {
        Assert.True(PeImage.TryCreate(s_image, out PeImage headers));
        Assert.False(UnifiedImageProfile.TryFind(headers, 3, out _));
    }
}
