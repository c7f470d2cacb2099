using System.Text;
using CsCheck;
using Keelson.Handover;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Linux, lib/cmdline.c (next_arg, parse_option_str) and libstub, efi_parse_options.</summary>
public class OptionWordsTests
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static List<string> Words(string text)
    {
        List<string> words = [];
        for (ReadOnlySpan<byte> rest = Bytes(text); OptionWords.TryTake(ref rest, out OptionWord word); )
        {
            words.Add(word.HasValue ? $"{Text(word.Name)}<{Text(word.Value)}>" : Text(word.Name));
        }

        return words;
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\v\f", "")]
    [InlineData("a b", "a|b")]
    [InlineData("\n a\tb=c\r\n d\v", "a|b<c>|d")]
    [InlineData("a=\"b c\" d", "a<b c>|d")]
    [InlineData("\"a=b c\" d", "a<b c>|d")]
    [InlineData("\"a b\" c", "a b|c")]
    [InlineData("a=b\"c d\"e f", "a<b\"c d\"e>|f")]
    // A quote that never ends takes the rest.
    [InlineData("a=\"b c", "a<b c>")]
    [InlineData("\"a b", "a b")]
    [InlineData("a=", "a<>")]
    [InlineData("a=\"\"", "a<>")]
    [InlineData("a=\"", "a<>")]
    [InlineData("\"", "")]
    [InlineData("=b", "=b")]
    [InlineData("a=b=c", "a<b=c>")]
    // White space of Latin-1 is a part of a letter in UTF-8.
    [InlineData("root=LABEL=\u00e0 quiet", "root<LABEL=\u00e0>|quiet")]
    public void Words_are_what_Linux_takes_for_words(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Words(text)));

    [Theory]
    [InlineData("efi=novamap", true)]
    [InlineData("quiet efi=debug,novamap", true)]
    [InlineData("efi=novamap,debug", true)]
    [InlineData("efi=debug,novamap,nochunk", true)]
    [InlineData("quiet\tefi=novamap\n", true)]
    [InlineData("efi=debug\u000befi=novamap", true)]
    [InlineData("efi=\"novamap\"", true)]
    [InlineData("\"efi=debug,novamap\"", true)]
    [InlineData("efi=,,novamap", true)]
    [InlineData("efi=novamap -- x", true)]
    [InlineData("", false)]
    [InlineData("efi", false)]
    [InlineData("efi=", false)]
    [InlineData("efi=novamaps", false)]
    [InlineData("efi=xnovamap", false)]
    [InlineData("efi=debug novamap", false)]
    [InlineData("xefi=novamap", false)]
    [InlineData("efi=NOVAMAP", false)]
    [InlineData("a=\"b efi=novamap\"", false)]
    // What is behind the dashes is for init.
    [InlineData("-- efi=novamap", false)]
    [InlineData("a \"--\" efi=novamap", false)]
    public void Efi_is_a_comma_list(string text, bool expected) =>
        Assert.Equal(expected, new OptionWords(Bytes(text)).HasInList("efi="u8, "novamap"u8));

    [Theory]
    [InlineData("keelson.console=none", true)]
    [InlineData("a\nkeelson.console=none\tb", true)]
    [InlineData("keelson.console=\"none\"", true)]
    [InlineData("keelson.console=none,", false)]
    [InlineData("keelson.console", false)]
    [InlineData("-- keelson.console=none", false)]
    public void Word_is_found_as_a_whole(string text, bool expected) =>
        Assert.Equal(expected, new OptionWords(Bytes(text)).Has(OptionNames.Console, OptionValues.None));

    /// <summary>The first that has a value counts, and one that ends the options ends the search.</summary>
    [Theory]
    [InlineData("a b=1 b=2", "1")]
    [InlineData("b a\tb=\"1 2\"", "1 2")]
    [InlineData("-- b=1", "")]
    [InlineData("bb=1", "")]
    public void Value_of_an_option(string text, string expected) =>
        Assert.Equal(expected, Text(new OptionWords(Bytes(text)).ValueOf("b="u8)));

    [Theory]
    [InlineData("initrd=/a quiet\tinitrd=/b\ninitrd=\"/c d\"", "/a|/b|/c d")]
    [InlineData("-- initrd=/a", "/a")]
    [InlineData("keelson.next.initrd=/a initrd", "")]
    public void Files_are_found_everywhere(string text, string expected)
    {
        List<string> paths = [];
        while (new OptionWords(Bytes(text)).TryGetFile("initrd="u8, paths.Count, out ReadOnlySpan<byte> path))
        {
            paths.Add(Text(path));
        }

        Assert.Equal(expected, string.Join('|', paths));
    }

    /// <summary>Against next_arg as it is written: an index that walks over characters of one string.</summary>
    [Fact]
    public void Any_text_reads_as_next_arg_does() =>
        Gen.OneOf(" ", "\t", "\"", "=", "a", "bc", "--", "\n")
            .Array[0, 14]
            .Select(string.Concat)
            .Sample(text => Assert.Equal(NextArgs(text), Words(text)), iter: 20_000);

    private static List<string> NextArgs(string text)
    {
        List<string> words = [];
        char[] args = [.. text.TrimStart(' ', '\t', '\n'), '\0'];
        int at = 0;
        while (args[at] != 0)
        {
            bool inQuote = args[at] == '"',
                quoted = inQuote;
            at += inQuote ? 1 : 0;
            int end = at,
                equals = 0;
            for (; args[end] != 0 && (inQuote || args[end] is not (' ' or '\t' or '\n')); end++)
            {
                equals = equals == 0 && args[end] == '=' ? end - at : equals;
                inQuote ^= args[end] == '"';
            }

            char stop = args[end];
            int value = at + equals + 1,
                last = end;
            if (equals != 0 && args[value] == '"' && value < end)
            {
                value++;
                last -= args[end - 1] == '"' && end > at ? 1 : 0;
            }

            if (quoted && end > at && last == end && args[end - 1] == '"')
            {
                last--;
            }

            words.Add(
                equals == 0
                    ? new string(args[at..Math.Max(at, last)])
                    : $"{new string(args[at..(at + equals)])}<{new string(args[value..Math.Max(value, last)])}>"
            );
            at = end + (stop == 0 ? 0 : 1);
            while (args[at] is ' ' or '\t' or '\n')
            {
                at++;
            }
        }

        return words;
    }
}
