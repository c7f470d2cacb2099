using Keelson.Tools.Workspace;

namespace Keelson.Tools.Symbols;

/// <summary>Which linked file a module name in a backtrace stands for.</summary>
/// <param name="folder">Searched for <c>NAME.efi</c> and its like, sub-folders included.</param>
/// <param name="given">Files the user named; they come first.</param>
public sealed class ModuleMap(string folder, IReadOnlyDictionary<string, string> given)
{
    private static readonly string[] s_extensions = [".efi", ".pe", ".exe", ".sys"];
    private readonly Dictionary<(string Module, ulong? Build), ImageFile?> _known = [];
    private IReadOnlyList<string>? _files;

    /// <summary>The images this checkout built, and those that were run, which need not be of it.</summary>
    public static ModuleMap OfBuild(Repository repository, params IEnumerable<string> run) =>
        new(repository.NativeImages, run.ToDictionary(NameOf));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    /// <param name="module">As the backtrace names it.</param>
    /// <param name="build">Which one printed the backtrace, where that says so; it is preferred.</param>
    /// <returns>The image, of that build or of another; null when there is none of the name.</returns>
    internal ImageFile? Find(string module, ulong? build = null)
    {
        if (!_known.TryGetValue((module, build), out ImageFile? found))
        {
            found = Locate(module, build);
            _known[(module, build)] = found;
        }

        return found;
    }

    private ImageFile? Locate(string module, ulong? build)
    {
        if (given.TryGetValue(module, out string? path))
        {
            return ImageFile.Read(path);
        }

        ImageFile? named = Files
            .Where(file => NameOf(file) == module)
            .Select(ImageFile.Read)
            .OrderByDescending(image => image.Build == build)
            // A folder of the module's own name is its home; copies elsewhere have no debug information beside them.
            .ThenByDescending(image => Path.GetFileName(Path.GetDirectoryName(image.Path)) == module)
            .FirstOrDefault();
        // A kernel for other pages, or a program under another name, prints the same module.
        return named is not null && build is not null && named.Build != build
            ? Files.Select(TryRead).FirstOrDefault(image => image?.Build == build) ?? named
            : named;
    }

    private IReadOnlyList<string> Files =>
        _files ??= Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Where(file => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Of a file that nobody named, and that may be anything.</summary>
    private static ImageFile? TryRead(string path)
    {
        try
        {
            return ImageFile.Read(path);
        }
        catch (FailureException)
        {
            return null;
        }
    }
}
