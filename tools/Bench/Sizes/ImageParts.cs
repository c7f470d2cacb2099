namespace Keelson.Tools.Bench.Sizes;

/// <summary>An image's bytes by what they belong to; together they are the file.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Parts">Largest first.</param>
/// <param name="Symbols">Methods and data, largest first.</param>
public sealed record ImageParts(string Name, IReadOnlyList<PartSize> Parts, IReadOnlyList<PartSize> Symbols)
{
    public long Bytes => Parts.Sum(part => part.Total);

    /// <summary>What each part grew by since another image of the name, those that are only there included.</summary>
    public IReadOnlyList<PartSize> Since(ImageParts before) => Changes(Parts, before.Parts);

    /// <inheritdoc cref="Since"/>
    public IReadOnlyList<PartSize> SymbolsSince(ImageParts before) => Changes(Symbols, before.Symbols);

    private static PartSize[] Changes(IReadOnlyList<PartSize> now, IReadOnlyList<PartSize> before) =>
        [
            .. now.Concat(before.Select(part => new PartSize(part.Part, -part.Text, -part.Data)))
                .GroupBy(part => part.Part)
                .Select(same => new PartSize(same.Key, same.Sum(part => part.Text), same.Sum(part => part.Data)))
                .Where(part => part.Text != 0 || part.Data != 0)
                .OrderByDescending(part => part.Total)
                .ThenBy(part => part.Part, StringComparer.Ordinal),
        ];
}
