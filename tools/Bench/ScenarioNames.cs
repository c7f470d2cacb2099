namespace Keelson.Tools.Bench;

/// <summary>Rows that budgets speak of.</summary>
internal static class ScenarioNames
{
    public const string GetTime = "runtime call through the gate: GetTime";
    public const string GetVariable = "runtime call through the gate: GetVariable";

    public static string InPlace(string release) => $"keelson + Linux {release}, one image";

    public static string Copied(string release) => $"keelson + Linux {release}, one image, copied";

    public static string ByEntry(string release) => $"keelson + Linux {release}, boot entry on a disk";

    public static string ByOptions(string release) => $"keelson + Linux {release}, kernel= on a disk";

    public static string LinuxAlone(string release) => $"Linux {release}, its own stub";

    public static string LinuxWithVirtualMap(string release) => $"Linux {release}, its own stub, SVAM";

    public static string Systemd(string version, string release) => $"systemd-stub {version} + Linux {release}";

    public static string SystemdBoot(string version, string release) =>
        $"systemd-boot {version} + Linux {release}, boot entry on a disk";

    public static string Grub(string release) => $"GRUB 2.12 + Linux {release}, from a disk";

    public static string Measured(string name) => $"{name}, with a TPM";

    public static string Kexec(string release) => $"kexec of Linux {release}: jump";

    public static string Placing(string release) => $"kexec of Linux {release}: placing before it";

    public static string LinuxKexec(string release) => $"Linux {release}: kexec -e";

    public static string LinuxPlacing(string release) => $"Linux {release}: kexec -l";

    public static string LinuxCalls(string release) => $"Linux {release}: the cheapest of its runtime calls";
}
