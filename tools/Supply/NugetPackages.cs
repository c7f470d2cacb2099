namespace Keelson.Tools.Supply;

/// <summary>The folder that NuGet unpacks packages to, for all checkouts of a user.</summary>
internal static class NugetPackages
{
    /// <summary>NUGET_PACKAGES, else NuGet's default (its documentation, "global-packages").</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static string FolderOf(string package, string version) =>
        Path.Combine(Root, package.ToLowerInvariant(), version);
}
