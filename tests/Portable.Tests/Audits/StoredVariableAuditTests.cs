using System.Text;
using Keelson.Audits;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class StoredVariableAuditTests
{
    [Theory]
    [InlineData(EfiStatus.NotFound, "", "", "new", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.NotFound, "?", "old", "new", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.Success, "old", "old", "new", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.Success, "oldnew", "old", "new", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.Success, "old", "old", "oldnew", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.Success, "new", "old", "oldnew", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.Success, "olx", "old", "old", RuntimeService.SetVariable)]
    [InlineData(EfiStatus.Success, "nex", "", "new", RuntimeService.GetVariable)]
    [InlineData(EfiStatus.Success, "nex", "old", "new", RuntimeService.GetVariable)]
    [InlineData(EfiStatus.Success, "newold", "old", "new", RuntimeService.GetVariable)]
    [InlineData(EfiStatus.Success, "oldnews", "old", "new", RuntimeService.GetVariable)]
    [InlineData(EfiStatus.Success, "ne", "old", "new", RuntimeService.GetVariable)]
    public void Who_is_to_blame_shows_in_what_is_read(
        EfiStatus status,
        string read,
        string before,
        string expected,
        RuntimeService blamed
    ) =>
        Assert.Equal(
            blamed,
            StoredVariableAudit.Blame(
                status,
                Encoding.ASCII.GetBytes(read),
                Encoding.ASCII.GetBytes(before),
                Encoding.ASCII.GetBytes(expected)
            )
        );

    /// <summary>UEFI 2.10, chapter 8: what is marked IN, and is a pointer.</summary>
    [Theory]
    [InlineData(RuntimeService.GetTime, 0b00000u)]
    [InlineData(RuntimeService.SetTime, 0b00001u)]
    [InlineData(RuntimeService.GetWakeupTime, 0b00000u)]
    [InlineData(RuntimeService.SetWakeupTime, 0b00010u)]
    [InlineData(RuntimeService.GetVariable, 0b00011u)]
    [InlineData(RuntimeService.GetNextVariableName, 0b00000u)]
    [InlineData(RuntimeService.SetVariable, 0b10011u)]
    [InlineData(RuntimeService.GetNextHighMonotonicCount, 0b00000u)]
    [InlineData(RuntimeService.ResetSystem, 0b00000u)]
    [InlineData(RuntimeService.UpdateCapsule, 0b00001u)]
    [InlineData(RuntimeService.QueryCapsuleCapabilities, 0b00001u)]
    [InlineData(RuntimeService.QueryVariableInfo, 0b00000u)]
    public void Arguments_that_may_only_be_read(RuntimeService service, uint pointers) =>
        Assert.Equal(pointers, InputArguments.Of(service));
}
