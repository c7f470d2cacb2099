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

    private static (List<Line> Lines, EntryError Error, int FaultLine, int FaultColumn) Read(string text)
    {
        List<Line> lines = [];
        ConfigurationLines reader = new(Encoding.UTF8.GetBytes(text));
        while (reader.TryNext())
        {
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
        return (lines, reader.Diagnostic.Error, reader.Diagnostic.Line, reader.Diagnostic.Column);
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
    public void One_line_says_something(
        string text,
        string key,
        string value,
        int number,
        int keyColumn,
        int valueColumn
    )
    {
        (List<Line> lines, EntryError error, _, _) = Read(text);
        Assert.Equal([new Line(key, value, number, keyColumn, valueColumn)], lines);
        Assert.Equal(EntryError.None, error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("#")]
    [InlineData("\r\n#\r\n  #title x\n")]
    // Text that somebody commented out may hold whatever it likes.
    [InlineData("# \u0001")]
    public void Nothing_is_said(string text)
    {
        (List<Line> lines, EntryError error, _, _) = Read(text);
        Assert.Empty(lines);
        Assert.Equal(EntryError.None, error);
    }

    [Theory]
    [InlineData("title", EntryError.MissingValue, 1, 6)]
    [InlineData("a b\n  title \t\r\nlinux /x", EntryError.MissingValue, 2, 8)]
    [InlineData("a b\ntitle x\0", EntryError.ControlCharacter, 2, 8)]
    [InlineData("a b\n\n\u0001", EntryError.ControlCharacter, 3, 1)]
    [InlineData("a b\nti\u001ftle x", EntryError.ControlCharacter, 2, 3)]
    public void A_fault_ends_the_reading_where_it_is(string text, EntryError expected, int line, int column)
    {
        (List<Line> lines, EntryError error, int faultLine, int faultColumn) = Read(text);
        Assert.Equal((expected, line, column), (error, faultLine, faultColumn));
        Assert.Equal(text.StartsWith("a b", StringComparison.Ordinal) ? 1 : 0, lines.Count);
    }

    /// <summary>Against lines taken apart by the host's own string operations.</summary>
    [Fact]
    public void Any_text_reads_as_a_model_does() =>
        Gen.OneOf(" ", "\t", "\r", "\n", "#", "k", "key", "value", "\u00e4", "\u0002")
            .Array[0, 40]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    List<(string, string, int)> expected = [];
                    EntryError expectedError = EntryError.None;
                    string[] lines = text.Split('\n');
                    for (int i = 0; i < lines.Length && expectedError == EntryError.None; i++)
                    {
                        string line = lines[i].Trim(' ', '\t', '\r');
                        string[] words = line.Split([' ', '\t', '\r'], 2);
                        if (line == "" || line[0] == '#')
                        {
                            continue;
                        }
                        // A return in the middle of a value belongs to no line that a text editor writes.
                        if (line.Any(character => character < ' ' && character != '\t'))
                        {
                            expectedError = EntryError.ControlCharacter;
                        }
                        else if (words.Length < 2)
                        {
                            expectedError = EntryError.MissingValue;
                        }
                        else
                        {
                            expected.Add((words[0], words[1].TrimStart(' ', '\t', '\r'), i + 1));
                        }
                    }
                    (List<Line> read, EntryError error, _, _) = Read(text);
                    Assert.Equal(expected, read.Select(line => (line.Key, line.Value, line.Number)));
                    Assert.Equal(expectedError, error);
                },
                iter: 5000
            );

    [Fact]
    public void Each_fault_has_a_text_of_its_own()
    {
        var texts = Enum.GetValues<EntryError>()
            .Select(error => Encoding.ASCII.GetString(new EntryDiagnostic(error, 1, 1).Text))
            .ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }
}
