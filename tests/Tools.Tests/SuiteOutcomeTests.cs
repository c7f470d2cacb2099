using Keelson.Tools.Testing;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class SuiteOutcomeTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Counts_come_from_the_result_file()
    {
        Write("<assemblies><assembly passed='3' failed='0' skipped='2' errors='0'/></assemblies>");
        SuiteOutcome outcome = Read(0);
        Assert.Equal((3, 0, 2), (outcome.Passed, outcome.Failed, outcome.Skipped));
        Assert.Null(outcome.Trouble);
    }

    [Fact]
    public void Errors_outside_of_tests_are_failures()
    {
        Write("<assemblies><assembly passed='3' failed='1' skipped='0' errors='2'/></assemblies>");
        Assert.Equal(3, Read(1).Failed);
    }

    [Fact]
    public void A_failing_status_without_a_failed_test_is_a_failure()
    {
        Write("<assemblies><assembly passed='3' failed='0' skipped='0' errors='0'/></assemblies>");
        Assert.Equal(1, Read(134).Failed);
        Assert.Contains("134", Read(134).Trouble);
    }

    [Fact]
    public void A_crash_a_kill_and_torn_results_are_failures()
    {
        Write("<assemblies><assembly pass");
        Assert.Equal(1, Read(0).Failed);
        Write("<assemblies><assembly passed='3'/></assemblies>");
        Assert.Equal(1, Read(null).Failed);
        File.Delete(_file);
        Assert.Equal(1, Read(0).Failed);
    }

    [Fact]
    public void The_suites_are_the_test_projects_of_the_solution()
    {
        File.WriteAllText(
            _file,
            """
            <Solution>
              <Project Path="tools/Keelson.Tools.csproj" />
              <Folder Name="/tests/"><Project Path="tests/A.Tests/A.Tests.csproj" /></Folder>
              <Project Path="tests\B.Tests\B.Tests.csproj" />
            </Solution>
            """
        );
        Assert.Equal(["A.Tests", "B.Tests"], TestSuite.FromSolution(_file).Select(suite => suite.Name));
        Assert.Contains(new TestSuite("Tools.Tests"), TestSuite.FromSolution(Repository.Current.Solution));
    }

    [Fact]
    public void A_suite_that_is_not_built_is_a_failure() =>
        Assert.Equal(1, SuiteRunner.Run(new Repository("/nowhere"), new TestSuite("X"), filter: null).Failed);

    public void Dispose() => File.Delete(_file);

    private void Write(string content) => File.WriteAllText(_file, content);

    private SuiteOutcome Read(int? status) => SuiteOutcome.Read("X", _file, status, TimeSpan.Zero);
}
