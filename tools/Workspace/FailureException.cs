namespace Keelson.Tools.Workspace;

/// <summary>
/// A failure the user can mend: what is wrong and where, then what to do. Shown without a stack trace, exit code 1.
/// </summary>
public class FailureException(string what, string advice) : Exception($"{what}; {advice}")
{
    public string What { get; } = what;
    public string Advice { get; } = advice;
}
