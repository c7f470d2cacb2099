using Keelson.Tools.Matrix;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>A machine whose firmware or emulator this computer does not have.</summary>
public class MissingMachineTests
{
    [Fact]
    public void A_missing_file_makes_a_machine_unavailable_with_the_reason()
    {
        MachineUnavailableException missing = Assert.Throws<MachineUnavailableException>(() =>
            MachineFile.Have<string>(() => throw new FailureException("no firmware", "fetch it"))
        );
        Assert.Equal(("no firmware", "fetch it"), (missing.What, missing.Advice));
    }

    [Fact]
    public void A_skipped_machine_stands_in_every_report_with_its_reason()
    {
        MachineOutcome skipped = new("board", "A board.")
        {
            State = MachineState.Skipped,
            Reasons = ["no firmware; fetch it"],
        };
        Assert.Contains("no firmware; fetch it", MatrixPage.Of([skipped], TimeSpan.Zero));
        Assert.Contains(
            "<skipped message=\"no firmware; fetch it\"",
            JUnitXml.Of([skipped.ToSuite()], DateTime.UnixEpoch)
        );
        Assert.Equal("matrix: board: skipped", MatrixTable.Line(skipped));
    }
}
