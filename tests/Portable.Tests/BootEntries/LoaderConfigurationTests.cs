using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class LoaderConfigurationTests
{
    private static EntryDiagnostic Parse(string text, out LoaderConfiguration configuration) =>
        LoaderConfiguration.TryParse(Encoding.UTF8.GetBytes(text), out configuration);

    private static bool Prefers(string pattern, string fileName)
    {
        Assert.True(Parse($"default {pattern}", out LoaderConfiguration configuration).IsNone);
        BootEntryName name = new(Encoding.UTF8.GetBytes(fileName));
        return configuration.Prefers(in name);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("timeout 0", 0)]
    [InlineData("timeout 5", 5)]
    [InlineData("timeout 005", 5)]
    [InlineData("timeout 300", 300)]
    [InlineData("timeout 301", 300)]
    [InlineData("timeout 99999999999999999999999", 300)]
    [InlineData("timeout menu-force", 300)]
    [InlineData("timeout menu-hidden", 0)]
    [InlineData("timeout menu-disabled", 0)]
    [InlineData("timeout 3\ntimeout 7", 7)]
    [InlineData("timeout 3\ntimeout menu-hidden", 0)]
    [InlineData("console-mode max\neditor no\n#timeout 9\ntimeout 4", 4)]
    public void The_time_to_choose(string text, int seconds)
    {
        Assert.True(Parse(text, out LoaderConfiguration configuration).IsNone);
        Assert.Equal(seconds, configuration.TimeoutSeconds);
    }

    [Theory]
    [InlineData("timeout -1", 1, 9)]
    [InlineData("default a\n timeout  5s", 2, 11)]
    [InlineData("timeout menu", 1, 9)]
    [InlineData("timeout 5 6", 1, 9)]
    [InlineData("timeout MENU-FORCE", 1, 9)]
    public void What_is_no_time_is_a_fault_where_it_stands(string text, int line, int column)
    {
        EntryDiagnostic diagnostic = Parse(text, out _);
        Assert.Equal((EntryError.BadTimeout, line, column), (diagnostic.Error, diagnostic.Line, diagnostic.Column));
    }

    [Fact]
    public void A_bad_line_has_its_line_and_column()
    {
        EntryDiagnostic diagnostic = Parse("default a\ntimeout", out LoaderConfiguration configuration);
        Assert.Equal((EntryError.MissingValue, 2, 8), (diagnostic.Error, diagnostic.Line, diagnostic.Column));
        Assert.Equal("a"u8, configuration.Default);
    }

    [Theory]
    [InlineData("debian", "debian.conf", true)]
    [InlineData("debian.conf", "debian.conf", true)]
    [InlineData("debian.conf", "debian+3-1.conf", true)]
    [InlineData("debian", "debian2.conf", false)]
    [InlineData("debian-*", "debian-6.1.conf", true)]
    [InlineData("debian-*.conf", "debian-6.1+0.conf", true)]
    [InlineData("debian-?.conf", "debian-6.1.conf", false)]
    [InlineData("*", "x.conf", true)]
    [InlineData("*6.1*", "debian-6.1.conf", true)]
    [InlineData("*-6.1", "debian-6.1-6.1.conf", true)]
    [InlineData("*-6.1", "debian-6.1-6.2.conf", false)]
    public void The_default_is_a_pattern(string pattern, string fileName, bool expected) =>
        Assert.Equal(expected, Prefers(pattern, fileName));

    [Fact]
    public void Without_a_default_nothing_is_preferred()
    {
        Parse("timeout 3", out LoaderConfiguration configuration);
        BootEntryName name = new("debian.conf"u8);
        Assert.False(configuration.Prefers(in name));
    }

    [Fact]
    public void Any_pattern_matches_what_a_regular_expression_does() =>
        Gen.Select(
                Gen.OneOf("a", "b", "ab", "*", "?", "*a").Array[1, 7].Select(string.Concat),
                Gen.OneOf('a', 'b', 'c').Array[0, 10].Select(text => new string(text))
            )
            .Sample(
                (pattern, text) =>
                    Assert.Equal(
                        Regex.IsMatch(text, $@"\A{pattern.Replace("*", ".*").Replace("?", ".")}\z"),
                        Prefers(pattern, text)
                    ),
                iter: 20_000
            );
}
