namespace Keelson.Tools.Coff;

/// <summary>Which method, or which data, a place in a section belongs to: the symbol at or before it.</summary>
internal sealed class MethodMap
{
    private readonly ILookup<int, CoffSymbol> _bySection;

    public MethodMap(CoffObject file) =>
        // A section's own symbol has its name and would hide a method that begins with the section.
        _bySection = file.Symbols
            .OfType<CoffSymbol>()
            .Where(symbol => file.SectionOf(symbol) is { } section && symbol.Name != section.Name)
            .OrderBy(symbol => symbol.Value)
            .ToLookup(symbol => symbol.SectionNumber);

    public string NameAt(CoffSection section, uint offset) =>
        _bySection[section.Number].LastOrDefault(symbol => symbol.Value <= offset) is { } symbol
            ? Readable(symbol.Name)
            : $"{section.Name}+0x{offset:x}";

    /// <summary>
    /// ilc writes <c>Assembly_Namespace_Type__Method</c> with every character outside [A-Za-z0-9] as '_'. Which '_' was a
    /// dot is lost, but the method's part is known, and that reads best.
    /// </summary>
    private static string Readable(string mangled)
    {
        int split = mangled.LastIndexOf("__", StringComparison.Ordinal);
        return split > 0 && split + 2 < mangled.Length ? $"{mangled[..split]}.{mangled[(split + 2)..]} ({mangled})" : mangled;
    }
}
