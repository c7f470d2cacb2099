using Keelson.Tools.Symbols;

namespace Keelson.Tools.Coff;

/// <summary>Which method, or which data, a place in a section belongs to: the symbol at or before it.</summary>
internal sealed class MethodMap
{
    private readonly ILookup<int, CoffSymbol> _bySection;

    public MethodMap(CoffObject file) =>
        // A section's own symbol has its name and would hide a method that begins with the section.
        _bySection = file
            .Symbols.OfType<CoffSymbol>()
            .Where(symbol => file.SectionOf(symbol) is { } section && symbol.Name != section.Name)
            .OrderBy(symbol => symbol.Value)
            .ToLookup(symbol => symbol.SectionNumber);

    public string NameAt(CoffSection section, uint offset) =>
        _bySection[section.Number].LastOrDefault(symbol => symbol.Value <= offset) is { } symbol
            ? Describe(symbol.Name)
            : $"{section.Name}+0x{offset:x}";

    private static string Describe(string symbol) =>
        MethodName.Readable(symbol) is var name && name != symbol ? $"{name} ({symbol})" : symbol;
}
