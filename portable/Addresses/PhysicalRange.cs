namespace Keelson.Addresses;

/// <summary>Physical bytes from <see cref="Start"/> up to, not including, <see cref="End"/>.</summary>
public readonly struct PhysicalRange(PhysicalAddress start, PhysicalAddress end)
{
    public PhysicalAddress Start { get; } = start;
    public PhysicalAddress End { get; } = end;

    public ulong SizeBytes => End - Start;
    public bool IsEmpty => End <= Start;

    /// <summary>True where they share a byte, which a range that <see cref="IsEmpty"/> does with none.</summary>
    public bool Overlaps(PhysicalRange other) => Start < other.End && other.Start < End && !IsEmpty && !other.IsEmpty;

    public bool Contains(PhysicalAddress address) => Start <= address && address < End;

    /// <summary>What both hold; empty where they share nothing.</summary>
    public PhysicalRange Intersect(PhysicalRange other) =>
        new(Start < other.Start ? other.Start : Start, other.End < End ? other.End : End);

    /// <summary>The smallest range around both.</summary>
    public PhysicalRange Union(PhysicalRange other) =>
        new(Start < other.Start ? Start : other.Start, End > other.End ? End : other.End);

    public static PhysicalRange FromSize(PhysicalAddress start, ulong sizeBytes) => new(start, start + sizeBytes);

    /// <summary>The smallest range of whole pages around this one.</summary>
    public PhysicalRange RoundOut(ulong pageSizeBytes) =>
        new(Start.AlignDown(pageSizeBytes), End.AlignUp(pageSizeBytes));
}
