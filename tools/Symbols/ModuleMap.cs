using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Symbols;

/// <summary>Which linked file a module name in a backtrace stands for.</summary>
/// <param name="folder">Searched for <c>NAME.efi</c> and its like, sub-folders included.</param>
/// <param name="given">Files the user named; they come first.</param>
public sealed class ModuleMap(string folder, IReadOnlyDictionary<string, string> given)
{
    private static readonly string[] s_extensions = [".efi", ".pe", ".exe", ".sys"];
    private readonly Dictionary<string, (string Path, ulong Base, uint Size)?> _known = [];

    /// <summary>The images this checkout built.</summary>
    public static ModuleMap OfBuild(Repository repository) =>
        new(repository.NativeImages, new Dictionary<string, string>());

    /// <returns>The image file with its link address and size in memory, or null when there is none.</returns>
    internal (string Path, ulong Base, uint Size)? Find(string module)
    {
        if (!_known.TryGetValue(module, out (string, ulong, uint)? found))
        {
            found = Locate(module) is { } path ? Describe(path) : null;
            _known[module] = found;
        }

        return found;
    }

    private string? Locate(string module) =>
        given.TryGetValue(module, out string? path) ? path
        : !Directory.Exists(folder) ? null
        : s_extensions
            .SelectMany(extension => Directory.EnumerateFiles(folder, module + extension, SearchOption.AllDirectories))
            // A folder of the module's own name is its home; copies elsewhere have no debug information beside them.
            .OrderByDescending(file => Path.GetFileName(Path.GetDirectoryName(file)) == module)
            .FirstOrDefault();

    private static (string, ulong, uint) Describe(string path)
    {
        try
        {
            PeFile file = PeFile.Read(InputFile.Read(path));
            return (path, file.Optional.ImageBase, (uint)file.Optional.SizeOfImage);
        }
        catch (BadImageFormatException error)
        {
            throw new FailureException(
                $"{path} is no PE image: {error.Message}",
                "build it again, or name another file with --module"
            );
        }
    }
}
