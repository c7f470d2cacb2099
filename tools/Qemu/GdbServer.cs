namespace Keelson.Tools.Qemu;

/// <summary>QEMU's gdb server.</summary>
internal static class GdbServer
{
    /// <summary>
    /// Flags for one on this machine. The clock stands still with the guest: to firmware that is stopped at a
    /// breakpoint it would jump, which is a finding.
    /// </summary>
    public static string[] Flags(int port) => ["-gdb", $"tcp:127.0.0.1:{port}", "-rtc", "clock=vm"];
}
