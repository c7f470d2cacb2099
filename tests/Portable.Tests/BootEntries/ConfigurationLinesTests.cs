using System.Text;
using CsCheck;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// "The first word of a line is used as key and is separated by one or more spaces from the value" (Boot Loader
/// Specification, Type #1).
/// </summary>
public class ConfigurationLinesTests
{
    private readonly record struct Line(string Key, string Value, int Number, int KeyColumn, int ValueColumn);

    private static (List<Line> Lines, List<(EntryError, int, int)> Faults) Read(string text, char separator = ' ')
    {
        List<Line> lines = [];
        List<(EntryError, int, int)> faults = [];
        ConfigurationLines reader = new(Encoding.UTF8.GetBytes(text), (byte)separator);
        while (reader.TryNext())
        {
            if (!reader.Diagnostic.IsNone)
            {
                Assert.True(reader.Key.IsEmpty && reader.Value.IsEmpty);
                faults.Add((reader.Diagnostic.Error, reader.Diagnostic.Line, reader.Diagnostic.Column));
                continue;
            }

            lines.Add(
                new Line(
                    Encoding.UTF8.GetString(reader.Key),
                    Encoding.UTF8.GetString(reader.Value),
                    reader.Line,
                    reader.KeyColumn,
                    reader.ValueColumn
                )
            );
        }

        Assert.False(reader.TryNext());
        return (lines, faults);
    }

    [Theory]
    [InlineData("title Debian", "title", "Debian", 1, 1, 7)]
    [InlineData("title\tDebian\n", "title", "Debian", 1, 1, 7)]
    [InlineData("title Debian\r\n", "title", "Debian", 1, 1, 7)]
    [InlineData("  title \t  Debian  GNU/Linux \t ", "title", "Debian  GNU/Linux", 1, 3, 12)]
    [InlineData(
        "\n\r\n \t \n# title Debian\n\t#\nlinux /vmlinuz # no comment",
        "linux",
        "/vmlinuz # no comment",
        6,
        1,
        7
    )]
    [InlineData("title D\u00e9bian \u2122", "title", "D\u00e9bian \u2122", 1, 1, 7)]
    [InlineData("k v", "k", "v", 1, 1, 3)]
    [InlineData("\ufefftitle Debian", "title", "Debian", 1, 1, 7)]
    [InlineData("#\r\n#\r#\ntitle Debian\r", "title", "Debian", 4, 1, 7)]
    [InlineData("title \"SRV 1\"", "title", "SRV 1", 1, 1, 7)]
    [InlineData("title ' SRV 1 ' ", "title", " SRV 1 ", 1, 1, 7)]
    [InlineData("title \"SRV' 1", "title", "\"SRV' 1", 1, 1, 7)]
    [InlineData("title SRV \"1\"", "title", "SRV \"1\"", 1, 1, 7)]
    [InlineData("title \"\"", "title", "", 1, 1, 7)]
    [InlineData("title \"", "title", "", 1, 1, 7)]
    [InlineData("options", "options", "", 1, 1, 8)]
    // Zeroes where a file was not written to its end.
    [InlineData("options quiet\0\0\0", "options", "quiet", 1, 1, 9)]
    [InlineData("title \"SRV 1\" \0 \0\n\0\0", "title", "SRV 1", 1, 1, 7)]
    public void Key_and_value_of_a_line(
        string text,
        string key,
        string value,
        int number,
        int keyColumn,
        int valueColumn
    )
    {
        (List<Line> lines, List<(EntryError, int, int)> faults) = Read(text);
        Assert.Equal([new Line(key, value, number, keyColumn, valueColumn)], lines);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("#")]
    [InlineData("\r\n#\r\n  #title x\n")]
    [InlineData("\0\0\0")]
    [InlineData(" \0\n\0")]
    // Text that somebody commented out may hold whatever it likes.
    [InlineData("# \u0001")]
    public void Comments_and_empty_lines_are_skipped(string text)
    {
        (List<Line> lines, List<(EntryError, int, int)> faults) = Read(text);
        Assert.Empty(lines);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("a b\ntitle\nc d", EntryError.MissingValue, 2, 6)]
    [InlineData("a b\n  title \t\r\nc d", EntryError.MissingValue, 2, 8)]
    [InlineData("a b\n\n\u0001\nc d", EntryError.ControlCharacter, 3, 1)]
    [InlineData("a b\nti\u001ftle x\nc d", EntryError.ControlCharacter, 2, 3)]
    [InlineData("a b\noption x\u0001y\nc d", EntryError.ControlCharacter, 2, 9)]
    public void A_broken_line_costs_the_line(string text, EntryError expected, int line, int column)
    {
        (List<Line> lines, List<(EntryError, int, int)> faults) = Read(text);
        Assert.Equal([(expected, line, column)], faults);
        Assert.Equal(["a", "c"], lines.Select(one => one.Key));
    }

    /// <summary>As to systemd-boot: behind it is what the medium had there before, where a write was cut off.</summary>
    [Theory]
    [InlineData("a b\ntitle x\0y\nc d", "x")]
    [InlineData("a b\noptions x\0\nc d\0", "x")]
    [InlineData("a b\ntitle 'x' \0\0\0c d", "x")]
    [InlineData("a b\nc d\n\0title x\nc d", "d")]
    public void A_zero_ends_the_text(string text, string last)
    {
        (List<Line> lines, List<(EntryError, int, int)> faults) = Read(text);
        Assert.Empty(faults);
        Assert.Equal(["b", last], lines.Select(one => one.Value));
    }

    /// <summary>As in systemd-boot: a kernel without its options would find no root.</summary>
    [Fact]
    public void Options_keep_their_control_characters()
    {
        (List<Line> lines, List<(EntryError, int, int)> faults) = Read(
            "options root=/dev/x\u000cquiet\u0001 \u001b[0m"
        );
        Assert.Empty(faults);
        Assert.Equal(["root=/dev/x\u000cquiet\u0001 \u001b[0m"], lines.Select(one => one.Value));
    }

    /// <summary>os-release(5): assignments.</summary>
    [Fact]
    public void The_separator_may_be_another()
    {
        (List<Line> lines, _) = Read("PRETTY_NAME=\"Debian GNU/Linux 13\"\nID=debian\nVERSION_ID='13'\nX==y", '=');
        Assert.Equal(
            [("PRETTY_NAME", "Debian GNU/Linux 13"), ("ID", "debian"), ("VERSION_ID", "13"), ("X", "y")],
            lines.Select(line => (line.Key, line.Value))
        );
    }

    /// <summary>Against lines taken apart by the host's own string operations.</summary>
    [Fact]
    public void Any_text_reads_as_a_model_does() =>
        Gen.OneOf(" ", "\t", "\r", "\n", "#", "k", "key", "value", "\u00e4", "\u0002", "\"", "'")
            .Array[0, 40]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    List<(string, string, int)> expected = [];
                    List<(EntryError, int)> broken = [];
                    string[] lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
                    for (int i = 0; i < lines.Length; i++)
                    {
                        string line = lines[i].Trim(' ', '\t');
                        string[] words = line.Split([' ', '\t'], 2);
                        if (line == "" || line[0] == '#')
                        {
                            continue;
                        }

                        if (line.Any(character => character < ' ' && character != '\t'))
                        {
                            broken.Add((EntryError.ControlCharacter, i + 1));
                        }
                        else if (words.Length < 2)
                        {
                            broken.Add((EntryError.MissingValue, i + 1));
                        }
                        else
                        {
                            string value = words[1].TrimStart(' ', '\t');
                            bool isQuoted = value[0] is '"' or '\'' && value[^1] == value[0];
                            value =
                                !isQuoted ? value
                                : value.Length == 1 ? ""
                                : value[1..^1];
                            expected.Add((words[0], value, i + 1));
                        }
                    }

                    (List<Line> read, List<(EntryError Error, int Line, int)> faults) = Read(text);
                    Assert.Equal(expected, read.Select(line => (line.Key, line.Value, line.Number)));
                    Assert.Equal(broken, faults.Select(fault => (fault.Error, fault.Line)));
                },
                iter: 5000
            );

    [Fact]
    public void Each_entry_error_has_its_own_text()
    {
        var texts = Enum.GetValues<EntryError>()
            .Select(error => Encoding.ASCII.GetString(new EntryDiagnostic(error, 1, 1).Text))
            .ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }
}
