using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>What is to be built: the solution, or the one project a verb needs with what that refers to.</summary>
/// <param name="Project">A solution or a project, from the root.</param>
/// <param name="Name">A file name for the record of it.</param>
internal sealed record BuildGoal(string Name, string Project)
{
    private const string NativeNameOpen = "<NativeName>",
        NativeNameClose = "</NativeName>";

    public static BuildGoal Everything { get; } = new("everything", Repository.SolutionFileName);

    /// <summary>The product: stub and kernel-shim in one file.</summary>
    public static BuildGoal BootApplication { get; } = new("boot", "stub/Boot/Keelson.Boot.csproj");

    /// <summary>The stub alone, for kernels of one's own.</summary>
    public static BuildGoal Stub { get; } = new("stub", "stub/Keelson.Stub.csproj");

    /// <summary>What projects of this tree make, by the name of their folder in <c>artifacts/native</c>.</summary>
    public static IEnumerable<string> Modules(Repository repository) =>
        Sources
            .Files(repository)
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => NativeNameOf(File.ReadAllText(file)))
            .OfType<string>()
            .Order(StringComparer.Ordinal);

    /// <summary>
    /// What makes an application: the project whose images go to the folder of <c>artifacts/native</c> that the file is
    /// in.
    /// </summary>
    /// <param name="application">A file; null is the product.</param>
    /// <returns>Null when it is not of this tree.</returns>
    public static BuildGoal? Of(string? application, Repository repository)
    {
        if (application is null)
        {
            return BootApplication;
        }

        string inside = Path.GetRelativePath(repository.NativeImages, Path.GetFullPath(application));
        string module = inside.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)[0];
        return inside == module || module is ".." or "." || Path.IsPathRooted(inside)
            ? null
            : Sources
                .Files(repository)
                .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
                .Where(file => NativeNameOf(File.ReadAllText(file)) == module)
                .Select(file => new BuildGoal(module, Path.GetRelativePath(repository.Root, file)))
                .FirstOrDefault();
    }

    private static string? NativeNameOf(string project) =>
        project.IndexOf(NativeNameOpen, StringComparison.Ordinal) is >= 0 and int start
        && project.IndexOf(NativeNameClose, start, StringComparison.Ordinal) is >= 0 and int end
            ? project[(start + NativeNameOpen.Length)..end]
            : null;
}
