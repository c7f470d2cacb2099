using System.Text.Json;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>The images whose size is looked at, as a build left them.</summary>
/// <param name="Build">Which: a commit, or the tree as it is.</param>
public sealed record MeasuredImages(string Build, IReadOnlyList<ImageParts> Images)
{
    /// <summary>The projects that make them; each brings what it refers to.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    ["stub/Keelson.Stub.csproj", "stub/Loader/Keelson.Loader.csproj", "stub/Boot/Keelson.Boot.csproj"];

    private static readonly (string Folder, string File, string Linked)[] s_files =
    [
        ("stub", "stub.efi", "stub.efi"),
        ("stub", "stub-2m.efi", "stub-2m.efi"),
        ("loader", "boot.efi", "boot.efi"),
        ("boot", Products.DefaultBootFileName, Products.DefaultBootFileName),
        ("kernel-shim", "Image", "kernel-shim.pe"),
    ];

    /// <param name="native">The folder of a build's images.</param>
    /// <exception cref="FailureException">One is missing, or is none.</exception>
    public static MeasuredImages Of(string build, string native) =>
        new(
            build,
            [
                .. s_files.Select(one =>
                    Measure(Path.Combine(native, one.Folder, one.File), Path.Combine(native, one.Folder, one.Linked))
                ),
            ]
        );

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
