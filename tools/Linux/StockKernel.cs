using Keelson.Tools.Fetch;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Linux;

/// <summary>A distribution's kernel, unmodified.</summary>
/// <param name="Name">The catalogue's name, or the file's.</param>
/// <param name="Image">The arm64 Image, which is a PE application as well.</param>
/// <param name="Release">What <c>uname -r</c> says in it.</param>
/// <param name="Modules">Its folder of modules; null when only the Image is known.</param>
public sealed record StockKernel(string Name, string Image, string Release, string? Modules)
{
    /// <summary>Before it is fetched.</summary>
    /// <returns>The file; null for a name of the catalogue.</returns>
    /// <exception cref="UsageException">It is neither.</exception>
    public static string? RequireKnown(string nameOrFile) =>
        Catalogue.Find(nameOrFile) is { IsKernel: true } ? null : Of(nameOrFile).Image;

    /// <summary>A kernel by its name in the catalogue, or a file.</summary>
    public static StockKernel Of(string nameOrFile, Action<string>? progress = null) =>
        Catalogue.Find(nameOrFile) is { IsKernel: true } ? Require(nameOrFile, progress)
        : File.Exists(nameOrFile) ? new(Path.GetFileName(nameOrFile), nameOrFile, "", null)
        : throw new UsageException(
            $"{nameOrFile} is neither a file nor the name of a kernel",
            $"name an arm64 Image, or one of "
                + $"{string.Join(", ", Catalogue.All.Where(one => one.IsKernel).Select(one => one.Name))}"
        );

    public static StockKernel Require(string name, Action<string>? progress = null)
    {
        FetchedPackage package = FetchedPackages.Current.Require(name, progress);
        string modules = package.Require("*lib/modules/*");
        // From 7.x on Debian's packages have it among the modules.
        string image = Path.Combine(modules, "vmlinuz");
        return new(
            name,
            File.Exists(image) ? image : package.Require("boot/vmlinuz-*"),
            Path.GetFileName(modules),
            modules
        );
    }
}
