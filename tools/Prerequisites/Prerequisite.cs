namespace Keelson.Tools.Prerequisites;

/// <summary>How far a user wants to go: a build needs no emulator.</summary>
public enum Stage
{
    Build,
    Boot,
    Test,
}

/// <summary>Something the build or the boot needs that does not come with the checkout.</summary>
/// <param name="Stage">The first verb that can't do without it.</param>
/// <param name="Name">What <c>doctor</c> shows.</param>
/// <param name="Locate">Where it is, or null.</param>
/// <param name="DescribeVersion">The version of what lies at that place.</param>
/// <param name="Apt">Debian package.</param>
/// <param name="Homebrew">Homebrew formula.</param>
/// <param name="Windows">What to do on Windows, as a command.</param>
public sealed record Prerequisite(
    Stage Stage,
    string Name,
    Func<string?> Locate,
    Func<string, string> DescribeVersion,
    string Apt,
    string Homebrew,
    string Windows
)
{
    /// <summary>What to do when it is missing.</summary>
    public string Advice(PackageManager manager) =>
        manager switch
        {
            PackageManager.Apt => $"apt-get install {Apt}",
            PackageManager.Homebrew => $"brew install {Homebrew}",
            PackageManager.Winget => Windows,
            _ => $"install what your system calls Debian's {Apt}",
        };
}
