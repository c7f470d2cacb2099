namespace Keelson.Tools.Workspace;

/// <summary>What a build leaves for the user: EFI applications and kernel images.</summary>
public static class Products
{
    /// <summary>
    /// The file name the UEFI specification gives the default boot application of an arm64 medium (UEFI 2.10, 3.5.1.1).
    /// </summary>
    public const string DefaultBootFileName = "BOOTAA64.EFI";

    public static IEnumerable<string> Find(Repository repository) =>
        !Directory.Exists(repository.NativeImages)
            ? []
            : Directory
                .EnumerateFiles(repository.NativeImages, "*", SearchOption.AllDirectories)
                .Where(IsProduct)
                .Order(StringComparer.Ordinal);

    /// <summary>The one-file product: stub and kernel-shim together.</summary>
    public static string RequireBootApplication(Repository repository)
    {
        string[] found = [.. Find(repository).Where(file => Path.GetFileName(file) == DefaultBootFileName)];
        return found switch
        {
            [string only] => only,
            [] => throw new FailureException(
                $"no {DefaultBootFileName} under {Repository.Shorten(repository.NativeImages)}",
                "run the build verb, or name an application with --efi"
            ),
            _ => throw new FailureException(
                $"several {DefaultBootFileName}: {string.Join(", ", found.Select(Repository.Shorten))}",
                "name one with --efi, or run the clean verb"
            ),
        };
    }

    /// <summary>The stub with boot entries, without a kernel.</summary>
    public static string Boot(Repository repository) => Path.Combine(repository.NativeImages, "loader", "boot.efi");

    /// <summary>The stub without a payload, for kernels of one's own.</summary>
    public static string Stub(Repository repository) => Path.Combine(repository.NativeImages, "stub", "stub.efi");

    /// <summary>The same with its sections 2 MB apart in memory, for kernels that run in place.</summary>
    public static string AlignedStub(Repository repository) =>
        Path.Combine(repository.NativeImages, "stub", "stub-2m.efi");

    /// <summary>The self-test kernel with 4 KB pages.</summary>
    public static string KernelShim(Repository repository) =>
        Path.Combine(repository.NativeImages, "kernel-shim", "Image");

    private static bool IsProduct(string path) =>
        Path.GetExtension(path).Equals(".efi", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path) == "Image"
        || path.EndsWith(".Image", StringComparison.Ordinal);
}
