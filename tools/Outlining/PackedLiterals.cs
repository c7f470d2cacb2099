using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Lays the literals of an object's constant data close to each other, and those that stand in another one into it.
/// The compiler begins each at a multiple of eight bytes. What nothing refers to is left out.
/// </summary>
internal static partial class PackedLiterals
{
    private const string ConstantData = ".rdata";
    private const int Slot = 8; // at which the compiler aligns everything

    /// <summary>The name's end is the weaver's (<c>Weaving/LiteralNames.cs</c>).</summary>
    [GeneratedRegex(@"_Literal(\d+)x(\d+)$")]
    private static partial Regex Literal { get; }

    /// <returns>The section, its content and the new values of symbols; nothing where there are no literals.</returns>
    /// <exception cref="BadImageFormatException">Something refers to constant data other than by a name.</exception>
    public static PackedSection? Pack(CoffObject file)
    {
        CoffSymbol[] symbols = [.. file.Symbols.OfType<CoffSymbol>()];
        if (
            file.Sections.FirstOrDefault(one => one.Name == ConstantData && !one.IsLinkOnce && one.Data.Length > 0)
                is not { } section
            || symbols.All(symbol => symbol.SectionNumber != section.Number || !Literal.IsMatch(symbol.Name))
        )
        {
            return null;
        }

        if (
            file
                .Sections.SelectMany(one => one.Relocations)
                .Any(one => one.Symbol.SectionNumber == section.Number && one.Symbol.Name == ConstantData)
        )
        {
            throw new BadImageFormatException($"something refers to a place in {ConstantData} that has no name");
        }

        PackedSection packed = new(section);
        CoffSymbol[] own = [.. symbols.Where(one => one.SectionNumber == section.Number && one.Name != ConstantData)];
        HashSet<uint> literals = [.. own.Where(one => Literal.IsMatch(one.Name)).Select(one => one.Value)];
        uint[] starts = [.. own.Select(one => one.Value).Append(0u).Distinct().Order()];
        HashSet<uint> reached = ReachedData.Of(file, section, starts);
        KeepOthers(packed, starts, literals, reached);
        Dictionary<uint, Piece> pieces = [];
        foreach (CoffSymbol symbol in own.Where(one => literals.Contains(one.Value) && reached.Contains(one.Value)))
        {
            Piece piece = Measure(symbol, section);
            pieces[symbol.Value] = pieces.TryGetValue(symbol.Value, out Piece? other) ? piece.With(other) : piece;
        }

        // Long ones first, so that what stands in another one finds it.
        foreach (Piece piece in pieces.Values.OrderByDescending(one => one.Content.Length).ThenBy(one => one.Old))
        {
            packed.Place(piece.Old, piece.Content.Span, piece.Alignment);
        }

        return packed;
    }

    /// <summary>What is reached and no literal stays in its order, with what the linker fills in.</summary>
    private static void KeepOthers(PackedSection packed, uint[] starts, HashSet<uint> literals, HashSet<uint> reached)
    {
        for (int index = 0; index < starts.Length; index++)
        {
            int start = (int)starts[index];
            int end = index + 1 < starts.Length ? (int)starts[index + 1] : packed.Section.Data.Length;
            if (reached.Contains(starts[index]) && !literals.Contains(starts[index]))
            {
                packed.Keep(start, packed.Section.Data.Span[start..end], start % Slot);
            }
        }
    }

    private static Piece Measure(CoffSymbol symbol, CoffSection section)
    {
        GroupCollection parts = Literal.Match(symbol.Name).Groups;
        int size = int.Parse(parts[1].ValueSpan, CultureInfo.InvariantCulture);
        int alignment = int.Parse(parts[2].ValueSpan, CultureInfo.InvariantCulture);
        return
            symbol.Value + size <= section.Data.Length
            && !section.Relocations.Any(one =>
                one.Offset + one.SizeBytes > symbol.Value && one.Offset < symbol.Value + size
            )
            ? new Piece(symbol.Value, section.Data.Slice((int)symbol.Value, size), alignment)
            : throw new BadImageFormatException($"{symbol.Name} is no literal of its size");
    }

    /// <param name="Old">Where the compiler put it.</param>
    private sealed record Piece(uint Old, ReadOnlyMemory<byte> Content, int Alignment)
    {
        /// <summary>Of two names for one place, what both need.</summary>
        public Piece With(Piece other) =>
            (Content.Length >= other.Content.Length ? this : other) with
            {
                Alignment = Math.Max(Alignment, other.Alignment),
            };
    }
}
