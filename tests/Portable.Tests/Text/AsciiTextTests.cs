using System.Text;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

public class AsciiTextTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("one", "one", "")]
    [InlineData("one,", "one", "")]
    [InlineData("one,two,three", "one", "two,three")]
    [InlineData(",two", "", "two")]
    public void What_is_in_front_of_a_separator_is_taken_off_with_it(string text, string taken, string left)
    {
        ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes(text);
        Assert.Equal(taken, Encoding.ASCII.GetString(AsciiText.TakeUntil(ref rest, (byte)',')));
        Assert.Equal(left, Encoding.ASCII.GetString(rest));
    }
}
