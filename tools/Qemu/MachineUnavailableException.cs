using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// A machine that can not be had here: firmware or an emulator is missing. Whoever runs many machines reports it as
/// skipped.
/// </summary>
public sealed class MachineUnavailableException(string what, string advice) : FailureException(what, advice);
