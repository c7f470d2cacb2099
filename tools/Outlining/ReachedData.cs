using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Which parts of a section of data anything refers to. ilc's object has one section of all constants, so that the
/// linker cannot leave out what serves .NET's start alone: the table of modules and what it lists.
/// </summary>
internal static class ReachedData
{
    private const string Debug = ".debug";

    /// <summary>
    /// The function of arch/arm64/StaticHeap.S that gives the table's address, to programs with initialisers to run.
    /// </summary>
    private const string TableGetter = "ReadyToRunHeader";
    private const string Table = "__ReadyToRunHeader";

    /// <param name="starts">Of the section's parts, ascending; each part ends where the next begins.</param>
    /// <returns>The starts of those that code and other data lead to.</returns>
    public static HashSet<uint> Of(CoffObject file, CoffSection section, uint[] starts)
    {
        HashSet<uint> reached = [];
        CoffSymbol[] used =
        [
            .. file
                .Sections.Where(one => one != section && !one.Name.StartsWith(Debug, StringComparison.Ordinal))
                .SelectMany(one => one.Relocations)
                .Select(one => one.Symbol),
        ];
        Stack<uint> open = new(used.Where(IsHere).Select(one => one.Value));
        if (used.Any(one => one.Name == TableGetter))
        {
            open.Push(file.Symbols.OfType<CoffSymbol>().Single(one => one.Name == Table && IsHere(one)).Value);
        }

        while (open.TryPop(out uint start))
        {
            if (!reached.Add(start))
            {
                continue;
            }

            int next = Array.BinarySearch(starts, start) + 1;
            uint end = next < starts.Length ? starts[next] : (uint)section.Data.Length;
            foreach (
                CoffRelocation one in section.Relocations.Where(one =>
                    one.Offset >= start && one.Offset < end && IsHere(one.Symbol)
                )
            )
            {
                open.Push(one.Symbol.Value);
            }
        }

        return reached;

        bool IsHere(CoffSymbol symbol) => symbol.SectionNumber == section.Number;
    }
}
