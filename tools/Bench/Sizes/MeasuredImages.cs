using System.Text.Json;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>The images whose size is looked at, as a build left them.</summary>
/// <param name="Build">Which: a commit, or the tree as it is.</param>
public sealed record MeasuredImages(string Build, IReadOnlyList<ImageParts> Images)
{
    private static readonly (string Project, string Folder, string File, string Linked)[] s_files =
    [
        ("stub/Keelson.Stub.csproj", "stub", "stub.efi", "stub.efi"),
        ("stub/Keelson.Stub.csproj", "stub", "stub-2m.efi", "stub-2m.efi"),
        ("stub/Full/Keelson.FullStub.csproj", "stub-full", "stub-full.efi", "stub-full.efi"),
        ("stub/Loader/Keelson.Loader.csproj", "loader", "boot.efi", "boot.efi"),
        ("stub/Boot/Keelson.Boot.csproj", "boot", Products.DefaultBootFileName, Products.DefaultBootFileName),
        ("stub/Boot/Keelson.Boot.csproj", "kernel-shim", "Image", "kernel-shim.pe"),
    ];

    /// <summary>The projects of a tree, of any age, that make them; each brings what it refers to.</summary>
    public static IEnumerable<string> ProjectsOf(Repository tree) =>
        s_files.Select(one => one.Project).Distinct().Where(project => File.Exists(Path.Combine(tree.Root, project)));

    /// <param name="tree">Built: what its projects make.</param>
    /// <exception cref="FailureException">One is missing, or is none.</exception>
    public static MeasuredImages Of(string build, Repository tree)
    {
        HashSet<string> projects = [.. ProjectsOf(tree)];
        return new(
            build,
            [
                .. s_files
                    .Where(one => projects.Contains(one.Project))
                    .Select(one =>
                        Measure(
                            Path.Combine(tree.NativeImages, one.Folder, one.File),
                            Path.Combine(tree.NativeImages, one.Folder, one.Linked)
                        )
                    ),
            ]
        );
    }

    private static ImageParts Measure(string path, string linked)
    {
        string map = Path.ChangeExtension(linked, ".map");
        try
        {
            return SizedImage.Measure(
                Path.GetFileName(path),
                PeFile.Read(InputFile.Read(linked)),
                path == linked ? FileForm.Linked : FileForm.Flat,
                InputFile.Read(path).Length,
                MapFile.Parse(File.ReadLines(map)),
                PartNames.Read(Path.Combine(Path.GetDirectoryName(path)!, "woven"))
            );
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or FormatException)
        {
            throw new FailureException(
                $"cannot measure {Repository.Shorten(path)}: {error.Message}",
                "build it again: its map and its assemblies belong beside it"
            );
        }
    }

    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(this, new JsonSerializerOptions { WriteIndented = true });

    /// <exception cref="FailureException">It is none that <see cref="ToJson"/> made.</exception>
    public static MeasuredImages Parse(string path)
    {
        try
        {
            if (
                JsonSerializer.Deserialize<MeasuredImages>(InputFile.Read(path))
                    is { Build: not null, Images: not null } read
                && read.Images.All(image =>
                    image is { Name: not null, Parts: not null, Symbols: not null }
                    && image.Parts.Concat(image.Symbols).All(part => part is { Part: not null })
                )
            )
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // As what has another shape.
        }

        throw new FailureException(
            $"{path} holds no sizes",
            "name a file that bench --sizes --json wrote, or a commit"
        );
    }
}
