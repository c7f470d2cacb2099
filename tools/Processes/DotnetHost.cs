namespace Keelson.Tools.Processes;

/// <summary>
/// The <c>dotnet</c> that runs this program. Children get the same one, even where it is not installed system-wide.
/// </summary>
internal static class DotnetHost
{
    public static string Path { get; } =
        Environment.ProcessPath is { } running && System.IO.Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? running
            : "dotnet";
}
