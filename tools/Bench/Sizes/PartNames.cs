using Keelson.Tools.Symbols;
using Mono.Cecil;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>
/// Which part of a program a symbol belongs to. ilc makes a name of assembly, namespace and type with '_' for whatever
/// is no letter or digit, so the program's own assemblies say where one ends.
/// </summary>
internal sealed class PartNames
{
    public const string Shared = "(shared by the outliner)";
    public const string Loaded = "(constants out of the code)";
    public const string Compiler = "(the compiler's own)";
    public const string Assembly = "arch/arm64, assembly";
    private const string Archive = "arch:";

    private readonly (string Prefix, string Part)[] _prefixes;

    /// <param name="namespaces">Of each assembly, by its name.</param>
    public PartNames(IEnumerable<(string Assembly, IReadOnlyList<string> Namespaces)> namespaces) =>
        _prefixes = [
            .. namespaces
                .SelectMany(one =>
                    one.Namespaces.Where(name => name.Length > 0)
                        .Select(name => (Mangled(one.Assembly) + "_" + Mangled(name) + "_", name))
                        .Append((Mangled(one.Assembly) + "__Utf8Literals_", $"{one.Assembly}, texts of lines"))
                        .Append((Mangled(one.Assembly) + "__PrivateImpl", $"{one.Assembly}, other constants"))
                        .Append((Mangled(one.Assembly) + "_", one.Assembly))
                )
                .OrderByDescending(one => one.Item1.Length)
                .ThenBy(one => one.Item1, StringComparer.Ordinal),
        ];

    /// <param name="folder">The assemblies that an image was compiled from.</param>
    public static PartNames Read(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*.dll")
                .Order(StringComparer.Ordinal)
                .Select(path =>
                {
                    using ModuleDefinition module = ModuleDefinition.ReadModule(path);
                    return (
                        module.Assembly.Name.Name,
                        (IReadOnlyList<string>)[.. module.Types.Select(type => type.Namespace).Distinct()]
                    );
                })
        );

    public string Of(MapSymbol symbol) =>
        symbol.File.StartsWith(Archive, StringComparison.Ordinal) ? Assembly
        : symbol.Name == Outlining.OutlinedObject.SharedCode ? Shared
        : symbol.Name.StartsWith(Outlining.Constants.NameStart, StringComparison.Ordinal) ? Loaded
        : _prefixes.FirstOrDefault(one => symbol.Name.StartsWith(one.Prefix, StringComparison.Ordinal)).Part
            ?? Compiler;

    private static string Mangled(string name) => name.Replace('.', '_');
}
