using System.Xml.Linq;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Tests.Language;

/// <summary>ilc, where NuGet put the version that the tree pins (runtime/msbuild/ToolchainPaths.props).</summary>
internal static class NativeCompiler
{
    public static string Path { get; } = Find();

    /// <summary>As the build gives them, but for what only makes code small.</summary>
    public static string[] Options { get; } =
    [
        "--systemmodule",
        "CoreLib",
        "--targetos:windows",
        "--targetarch:arm64",
        "--instruction-set:armv8-a",
        "--nativelib",
        "--Os",
        "-g",
    ];

    private static string Find()
    {
        string version = XDocument
            .Load(System.IO.Path.Combine(Repository.Current.Root, "Directory.Packages.props"))
            .Descendants("ILCompilerVersion")
            .Single()
            .Value;
        string folder = Directory
            .GetDirectories(NugetPackages.Root, "runtime.*.microsoft.dotnet.ilcompiler")
            .Single(one => Directory.Exists(System.IO.Path.Combine(one, version)));
        return System.IO.Path.Combine(folder, version, "tools", "ilc");
    }
}
