using Keelson.Tools.Processes;

namespace Keelson.Tools.Prerequisites;

/// <summary>What is missing on this machine, and the commands that bring it.</summary>
public sealed class InstallPlan
{
    private InstallPlan(PackageManager manager, IReadOnlyList<Prerequisite> missing)
    {
        Manager = manager;
        Missing = missing;
    }

    public PackageManager Manager { get; }
    public IReadOnlyList<Prerequisite> Missing { get; }

    /// <summary>
    /// Looks at each prerequisite; only file look-ups, so a complete machine is recognised in milliseconds.
    /// </summary>
    public static InstallPlan Make(IEnumerable<Prerequisite> prerequisites, PackageManager manager) =>
        new(manager, [.. prerequisites.Where(prerequisite => prerequisite.Locate() is null)]);

    public static PackageManager DetectManager() =>
        OperatingSystem.IsWindows() ? PackageManager.Winget
        : OperatingSystem.IsMacOS() ? PackageManager.Homebrew
        : ExecutableSearch.Find("apt-get") is not null ? PackageManager.Apt
        : PackageManager.Unknown;

    /// <summary>Debian packages, each once.</summary>
    public IReadOnlyList<string> AptPackages => [.. Missing.Select(one => one.Apt).Distinct()];

    /// <summary>
    /// What the user runs when we may not or can not install by ourselves: one line where the system allows it.
    /// </summary>
    public IReadOnlyList<string> Commands =>
        Manager switch
        {
            PackageManager.Apt =>
            [
                $"sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends "
                    + $"{string.Join(' ', AptPackages)}'",
            ],
            PackageManager.Homebrew =>
            [
                "brew install " + string.Join(' ', Missing.Select(one => one.Homebrew).Distinct()),
            ],
            _ => [.. Missing.Select(one => one.Advice(Manager)).Distinct()],
        };
}
