using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class LoaderConfigurationTests
{
    private static EntryDiagnostic Parse(string text, out LoaderConfiguration configuration)
    {
        EntryDiagnostic first = default;
        configuration = default;
        for (ConfigurationLines lines = new(Encoding.UTF8.GetBytes(text)); lines.TryNext(); )
        {
            EntryDiagnostic fault = configuration.Take(in lines);
            first = first.IsNone ? fault : first;
        }

        return first;
    }

    private static bool Matches(string pattern, string text) =>
        NamePattern.Matches(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text));

    /// <summary>The last line that is right counts.</summary>
    [Theory]
    [InlineData("", true, true)]
    [InlineData("console-mode keep", true, true)]
    [InlineData("console-mode 2", false, true)]
    [InlineData("console-mode 2\nconsole-mode keep", true, true)]
    [InlineData("console-mode 2\nconsole-mode most", false, false)]
    [InlineData("console-mode Max", true, false)]
    [InlineData("console-mode -1", true, false)]
    public void Console_mode_is_kept_or_set(string text, bool isKept, bool isRight)
    {
        EntryDiagnostic fault = Parse(text, out LoaderConfiguration configuration);
        Assert.Equal(isKept, configuration.ConsoleMode.IsKept);
        Assert.Equal(isRight ? EntryError.None : EntryError.BadConsoleMode, fault.Error);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("timeout 0", 0)]
    [InlineData("timeout 5", 5)]
    [InlineData("timeout 005", 5)]
    [InlineData("timeout 300", 300)]
    [InlineData("timeout 301", 300)]
    [InlineData("timeout menu-force", 300)]
    [InlineData("timeout menu-hidden", 0)]
    [InlineData("timeout menu-disabled", 0)]
    [InlineData("timeout 3\ntimeout 7", 7)]
    [InlineData("timeout 3\ntimeout menu-hidden", 0)]
    [InlineData("console-mode max\neditor no\n#timeout 9\ntimeout 4", 4)]
    public void Timeout_values(string text, int seconds)
    {
        Assert.True(Parse(text, out LoaderConfiguration configuration).IsNone);
        Assert.Equal(seconds, configuration.Timeout.WaitSeconds);
    }

    [Theory]
    [InlineData("timeout -1", 1, 9)]
    [InlineData("default a\n timeout  5s", 2, 11)]
    [InlineData("timeout menu", 1, 9)]
    [InlineData("timeout 5 6", 1, 9)]
    [InlineData("timeout MENU-FORCE", 1, 9)]
    [InlineData("timeout 4294967296", 1, 9)]
    [InlineData("timeout 99999999999999999999999", 1, 9)]
    public void An_invalid_timeout_is_an_error_with_line_and_column(string text, int line, int column)
    {
        EntryDiagnostic fault = Parse(text, out _);
        Assert.Equal((EntryError.BadTimeout, line, column), (fault.Error, fault.Line, fault.Column));
    }

    [Theory]
    [InlineData("console-mode\ndefault arch*", EntryError.MissingValue, 1, 13)]
    [InlineData("default arch*\ndefault", EntryError.MissingValue, 2, 8)]
    [InlineData("default arch*\ntimeout x", EntryError.BadTimeout, 2, 9)]
    [InlineData("timeout \u0002\r\ndefault \"arch*\"", EntryError.ControlCharacter, 1, 9)]
    [InlineData("default arch*\ndefault @Last", EntryError.UnknownDefault, 2, 9)]
    public void A_broken_line_costs_the_line(string text, EntryError error, int line, int column)
    {
        EntryDiagnostic fault = Parse(text, out LoaderConfiguration configuration);
        Assert.Equal((error, line, column), (fault.Error, fault.Line, fault.Column));
        Assert.Equal("arch*"u8, configuration.Default);
    }

    [Theory]
    [InlineData("default @saved", true)]
    [InlineData("default @SAVED", true)]
    [InlineData("default saved", false)]
    [InlineData("", false)]
    public void The_entry_booted_last_may_be_the_default(string text, bool expected)
    {
        Assert.True(Parse(text, out LoaderConfiguration configuration).IsNone);
        Assert.Equal(expected, configuration.UsesSaved);
    }

    [Theory]
    [InlineData("debian", "debian2", false)]
    [InlineData("Debian-?.CONF", "debian-6.conf", true)]
    [InlineData("debian-*.conf", "debian-6.1.conf", true)]
    [InlineData("debian-?.conf", "debian-6.1.conf", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("*-6.1", "debian-6.1-6.1", true)]
    [InlineData("*-6.1", "debian-6.1-6.2", false)]
    [InlineData("a[0-2]", "a1", true)]
    [InlineData("a[0-2]", "a3", false)]
    [InlineData("a[xyz]", "aY", true)]
    [InlineData("a[A-C]*", "ab-c", true)]
    [InlineData("a[]]", "a]", true)]
    [InlineData("a[]x]b", "axb", true)]
    [InlineData("a[-x]", "a-", true)]
    [InlineData("a[x-]", "a-", true)]
    [InlineData("a[a-c-f]", "ad", false)]
    [InlineData("a[a-c-f]", "a-", true)]
    [InlineData("a[a-c-f]", "af", true)]
    [InlineData("a[\\]]", "a]", true)]
    [InlineData("a[0-\\9]", "a5", true)]
    [InlineData("a[0-2", "a1", false)]
    [InlineData("a[", "a[", false)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("a\\", "a", false)]
    [InlineData("*[0-9].conf", "nixos-generation-60.conf", true)]
    // Not negated in the peer.
    [InlineData("[!a]", "!", true)]
    // A character may be several bytes.
    [InlineData("?ber.conf", "\u00fcber.conf", true)]
    [InlineData("??ber.conf", "\u00fcber.conf", false)]
    [InlineData("*?", "\u20ac", true)]
    [InlineData("*??", "\u20ac", false)]
    [InlineData("[\u00e4\u00fc]ber", "\u00fcber", true)]
    [InlineData("[\u00e4\u00f6]ber", "\u00fcber", false)]
    [InlineData("[\u00e4-\u00fc]", "\u00f6", true)]
    [InlineData("[a-\u20ac]", "\u00f6", true)]
    [InlineData("[a-\u00e4]", "\u00f6", false)]
    [InlineData("\\\u00fc*", "\u00fcber", true)]
    [InlineData("\u00dcber", "\u00fcber", false)]
    public void A_pattern_for_names(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Matches(pattern, text));

    /// <summary>What the host's regular expressions say, and a star after a star costs no more than a star.</summary>
    [Fact]
    public void Any_pattern_matches_what_a_regular_expression_does() =>
        Gen.Select(
                Gen.OneOf("a", "b", "ab", "*", "?", "*a", "[ab]", "[a-b]", "[-c]", "\u00fc", "[b\u00fc]", "[a-\u00fc]")
                    .Array[1, 7]
                    .Select(string.Concat),
                Gen.OneOf('a', 'b', 'c', '-', '\u00fc').Array[0, 10].Select(text => new string(text))
            )
            .Sample(
                (pattern, text) =>
                    Assert.Equal(
                        Regex.IsMatch(text, $@"\A{pattern.Replace("*", ".*").Replace("?", ".")}\z"),
                        Matches(pattern, text)
                    ),
                iter: 20_000
            );
}
