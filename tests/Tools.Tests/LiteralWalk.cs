using Keelson.Tools.Coff;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Compares the constant data of an object and of what became of it, symbol by symbol.</summary>
internal static class LiteralWalk
{
    private const string ConstantData = ".rdata";
    private const byte Local = 3; // IMAGE_SYM_CLASS_STATIC: what was left out

    public static void Compare(byte[] old, byte[] packed)
    {
        (CoffObject was, CoffObject now) = (CoffReader.Read(old), CoffReader.Read(packed));
        if (Constants(was) is not { } oldData)
        {
            return;
        }

        CoffSection newData = Constants(now)!;
        Dictionary<string, CoffSymbol> places = Symbols(now, newData).ToDictionary(symbol => symbol.Name);
        CoffSymbol[] symbols = [.. Symbols(was, oldData).OrderBy(symbol => symbol.Value)];
        foreach (CoffSymbol symbol in symbols)
        {
            uint end = symbols
                .Select(one => one.Value)
                .Where(value => value > symbol.Value)
                .DefaultIfEmpty((uint)oldData.Data.Length)
                .Min();
            int size = SizeOf(symbol.Name) ?? (int)(end - symbol.Value);
            uint place = places[symbol.Name].Value;
            if (places[symbol.Name].StorageClass == Local)
            {
                Assert.Equal((uint)newData.Data.Length, place);
                Assert.DoesNotContain(
                    now.Sections.Where(one => !one.Name.StartsWith(".debug", StringComparison.Ordinal)),
                    one => one.Relocations.Any(relocation => relocation.Symbol.Name == symbol.Name)
                );
                continue;
            }

            Assert.True(
                oldData
                    .Data.Span.Slice((int)symbol.Value, size)
                    .SequenceEqual(newData.Data.Span.Slice((int)place, size)),
                symbol.Name
            );
            Assert.Equal(Relocations(oldData, symbol.Value, size), Relocations(newData, place, size));
            Assert.Equal(0u, place % AlignmentOf(symbol.Name));
        }
    }

    public static int ConstantSize(byte[] content) => Constants(CoffReader.Read(content))!.Data.Length;

    private static CoffSection? Constants(CoffObject file) =>
        file.Sections.FirstOrDefault(one => one.Name == ConstantData && !one.IsLinkOnce && one.Data.Length > 0);

    private static IEnumerable<CoffSymbol> Symbols(CoffObject file, CoffSection section) =>
        file.Symbols.OfType<CoffSymbol>().Where(one => one.SectionNumber == section.Number && one.Name != ConstantData);

    private static (long, string, ushort)[] Relocations(CoffSection section, uint start, int size) =>
        [
            .. section
                .Relocations.Where(one => one.Offset >= start && one.Offset < start + size)
                .Select(one => (one.Offset - start, one.Symbol.Name, one.Kind)),
        ];

    private static int? SizeOf(string name) => Numbers(name) is [int size, _] ? size : null;

    private static uint AlignmentOf(string name) => Numbers(name) is [_, int alignment] ? (uint)alignment : 1;

    private static int[] Numbers(string name) =>
        name.LastIndexOf("_Literal", StringComparison.Ordinal) is var at and >= 0
            ? [.. name[(at + "_Literal".Length)..].Split('x').Select(int.Parse)]
            : [];
}
