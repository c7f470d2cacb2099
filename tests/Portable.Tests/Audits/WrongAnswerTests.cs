using Keelson.Audits;
using Keelson.Findings;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class WrongAnswerTests
{
    [Theory]
    [InlineData(FindingId.AnswerNotAllowed, EfiStatus.BufferTooSmall, EfiStatus.BufferTooSmall, true)]
    [InlineData(FindingId.AnswerNotAllowed, EfiStatus.BufferTooSmall, EfiStatus.NotFound, false)]
    [InlineData(FindingId.AnswerNotAllowed, EfiStatus.BufferTooSmall, EfiStatus.Success, false)]
    // It does nothing, and calls that success.
    [InlineData(FindingId.TimeInvalid, EfiStatus.Success, EfiStatus.Success, true)]
    // Nothing was told yet, whatever the service says.
    [InlineData(FindingId.None, EfiStatus.Success, EfiStatus.Success, false)]
    public void The_same_status_again_is_the_same_fault(FindingId id, EfiStatus first, EfiStatus now, bool isSame)
    {
        WrongAnswer answer = new(id, first);
        Assert.Equal((id, first), (answer.Id, answer.Status));
        Assert.Equal(isSame, answer.Explains(now));
    }

    [Fact]
    public void A_service_that_was_never_wrong_explains_nothing() =>
        Assert.False(default(WrongAnswer).Explains(EfiStatus.Success));
}
