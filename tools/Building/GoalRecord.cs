using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>
/// A text about the state that a build of a goal left, kept beside the products: while it would be the same, what the
/// build did need not be done again. What is true of everything is true of each goal.
/// </summary>
/// <param name="kind">What the file's name begins with.</param>
internal sealed class GoalRecord(string kind)
{
    /// <param name="state">Asked for only where there is a record, of the goal that this is of.</param>
    public bool IsCurrent(BuildGoal goal, Func<BuildGoal, string> state, Repository repository) =>
        new[] { goal, BuildGoal.Everything }
            .Distinct()
            .Any(one =>
                PathOf(one, repository) is var path && File.Exists(path) && File.ReadAllText(path) == state(one)
            );

    public void Write(BuildGoal goal, string state, Repository repository) =>
        AtomicFile.WriteIfChanged(PathOf(goal, repository), Encoding.UTF8.GetBytes(state));

    public void Delete(BuildGoal goal, Repository repository) => File.Delete(PathOf(goal, repository));

    private string PathOf(BuildGoal goal, Repository repository) =>
        Path.Combine(repository.Artifacts, $"{kind}-{goal.Name}.record");
}
