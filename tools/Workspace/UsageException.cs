namespace Keelson.Tools.Workspace;

/// <summary>A word of the command line that names nothing, found after parsing; exit code 2.</summary>
public sealed class UsageException(string what, string advice) : FailureException(what, advice);
