using System.Text;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

public class AddedOptionsTests
{
    [Theory]
    [InlineData("quiet", new[] { "a=1" }, "quiet a=1")]
    [InlineData("", new[] { "a=1", "b" }, "a=1 b")]
    [InlineData("quiet", new[] { " \t a\tb\r\n", "\0ignored", "   " }, "quiet a b")]
    [InlineData("quiet", new[] { "a\0b" }, "quiet a")]
    [InlineData("q", new[] { "\x7f ä \x01" }, "q ä")]
    public void Texts_follow_each_other_with_one_blank(string line, string[] texts, string expected)
    {
        byte[] buffer = new byte[line.Length + texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1)];
        int length = Encoding.UTF8.GetBytes(line, buffer);
        foreach (string text in texts)
        {
            length = AddedOptions.Append(buffer, length, Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(buffer[..length]));
    }
}
