namespace Keelson.Tools.Qemu;

/// <summary>A value that a machine gives to a placeholder, or to the harness.</summary>
/// <param name="Path">The file it stands in, for messages.</param>
/// <param name="Line">Counted from 1.</param>
public sealed record MachineSetting(string Path, int Line, string Name, string Value);
