using System.Xml.Linq;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Testing;

/// <summary>A test project of the solution: its runner is a program of its own.</summary>
/// <param name="Name">The project's name.</param>
internal sealed record TestSuite(string Name)
{
    /// <summary>
    /// Every <c>*.Tests</c> project of the solution under <c>tests/</c>, so that a new one can't be forgotten here;
    /// others there are what tests boot.
    /// </summary>
    public static IReadOnlyList<TestSuite> FromSolution(string solution) =>
        [
            .. XDocument
                .Load(solution)
                .Descendants("Project")
                .Select(project => ((string?)project.Attribute("Path") ?? "").Replace('\\', '/'))
                .Where(path =>
                    path.StartsWith("tests/", StringComparison.Ordinal)
                    && path.EndsWith(".Tests.csproj", StringComparison.Ordinal)
                )
                .Select(path => new TestSuite(Path.GetFileNameWithoutExtension(path))),
        ];

    /// <summary>Most of its time is QEMU's.</summary>
    public bool StartsMachines => Name == "Boot.Tests";

    public string Program(Repository repository) => Path.Combine(repository.Programs, Name, "debug", Name + ".dll");

    public string ResultFile(Repository repository) => Path.Combine(repository.TestResults, Name + ".xml");
}
