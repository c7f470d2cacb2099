using Keelson.Tools.Fetch;

namespace Keelson.Tools.Testing;

/// <summary>The device trees of Debian's kernel packages; <c>test</c> looks at some, <c>corpus</c> at all.</summary>
public static class DeviceTreeCorpus
{
    /// <summary>The tests that read them.</summary>
    public const string Filter = "DeviceTreeCorpusTests";

    /// <summary>Environment variable by which <c>corpus</c> asks these tests for every tree.</summary>
    public const string Variable = "KEELSON_CORPUS";

    private const string All = "all";

    /// <summary>The newest first, which <c>test</c> takes its sample from.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["board-trees", "kernel-6.12-16k", "kernel-6.1"];

    public static bool IsWhole => Environment.GetEnvironmentVariable(Variable) == All;

    public static void AskForAll() => Environment.SetEnvironmentVariable(Variable, All);

    /// <summary>
    /// In an order that does not change from run to run; packages name folders twice, the second time by a link.
    /// </summary>
    public static string[] TreesIn(FetchedPackage package) => FilesIn(package, "*.dtb");

    public static string[] OverlaysIn(FetchedPackage package) => FilesIn(package, "*.dtbo");

    private static string[] FilesIn(FetchedPackage package, string pattern) =>
        [
            .. Directory
                .EnumerateFiles(
                    package.Root,
                    pattern,
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        AttributesToSkip = FileAttributes.ReparsePoint,
                    }
                )
                .Order(StringComparer.Ordinal),
        ];
}
