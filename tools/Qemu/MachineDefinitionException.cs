using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>A machine's definition that can not be used, with the place of the fault.</summary>
public sealed class MachineDefinitionException(string path, int line, string what, string advice)
    : FailureException($"{path}:{line}: {what}", advice)
{
    public string File { get; } = path;

    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;
}
