using System;

namespace Keelson.DeviceTree;

/// <summary>
/// Where the three blocks of a blob lie, in bytes from its start, ends exclusive. Making one with <see cref="Check"/>
/// proves that the blocks are inside <c>totalsize</c>, aligned and apart (Devicetree Specification v0.4, 5.2 to 5.6).
/// </summary>
internal readonly struct BlockLayout(
    int reservationsStart,
    int reservationsEnd,
    int structureStart,
    int structureEnd,
    int stringsStart,
    int stringsEnd
)
{
    public int ReservationsStart { get; } = reservationsStart;

    /// <summary>Just after the empty entry that ends the list.</summary>
    public int ReservationsEnd { get; } = reservationsEnd;
    public int StructureStart { get; } = structureStart;

    /// <summary>Just after FDT_END; before the structure is walked, the limit of the walk.</summary>
    public int StructureEnd { get; } = structureEnd;
    public int StringsStart { get; } = stringsStart;
    public int StringsEnd { get; } = stringsEnd;

    /// <summary>Largest <c>totalsize</c>: rounding an offset up to 8 must stay a positive <see cref="int"/>.</summary>
    private const uint MaximumTotalSize = int.MaxValue - 7;

    /// <summary>
    /// Checks the header and finds the blocks. Overlap can't be judged yet: version 16 doesn't say where the structure
    /// ends.
    /// </summary>
    public static DeviceTreeError Check(ReadOnlySpan<byte> buffer, out DeviceTreeHeader header, out BlockLayout layout)
    {
        layout = default;
        DeviceTreeError error = CheckHeader(buffer, out header);
        if (error != DeviceTreeError.None)
        {
            return error;
        }

        uint first = (uint)header.HeaderSize;
        uint total = header.TotalSize;
        if (header.ReservationsOffset < first || header.ReservationsOffset > total)
        {
            return DeviceTreeError.ReservationsOutside;
        }

        if (header.ReservationsOffset % 8 != 0)
        {
            return DeviceTreeError.ReservationsMisaligned;
        }

        if (
            header.StructureOffset < first
            || header.StructureOffset > total
            || header.StructureSize > total - header.StructureOffset
        )
        {
            return DeviceTreeError.StructureOutside;
        }

        if (header.StructureOffset % 4 != 0)
        {
            return DeviceTreeError.StructureMisaligned;
        }

        if (
            header.StringsOffset < first
            || header.StringsOffset > total
            || header.StringsSize > total - header.StringsOffset
        )
        {
            return DeviceTreeError.StringsOutside;
        }

        int reservationsEnd = ReservationEnumerator.FindEnd(buffer[..(int)total], (int)header.ReservationsOffset);
        if (reservationsEnd < 0)
        {
            return DeviceTreeError.UnterminatedReservations;
        }

        uint structureEnd = header.Version >= 17 ? header.StructureOffset + header.StructureSize : total;
        layout = new BlockLayout(
            (int)header.ReservationsOffset,
            reservationsEnd,
            (int)header.StructureOffset,
            (int)structureEnd,
            (int)header.StringsOffset,
            (int)(header.StringsOffset + header.StringsSize)
        );
        return DeviceTreeError.None;
    }

    private static DeviceTreeError CheckHeader(ReadOnlySpan<byte> buffer, out DeviceTreeHeader header)
    {
        header = default;
        if (buffer.Length < DeviceTreeHeader.Version16SizeBytes)
        {
            return DeviceTreeError.Truncated;
        }

        header = new DeviceTreeHeader(buffer);
        if (header.Magic != DeviceTreeHeader.ExpectedMagic)
        {
            return DeviceTreeError.BadMagic;
        }

        if (
            header.Version < DeviceTreeHeader.OldestVersion
            || header.LastCompatibleVersion > DeviceTreeHeader.CurrentVersion
            || header.LastCompatibleVersion > header.Version
        )
        {
            return DeviceTreeError.BadVersion;
        }

        if (header.TotalSize < (uint)header.HeaderSize || header.TotalSize > MaximumTotalSize)
        {
            return DeviceTreeError.BadTotalSize;
        }

        return header.TotalSize > (uint)buffer.Length ? DeviceTreeError.Truncated : DeviceTreeError.None;
    }

    /// <summary>The same layout with the structure cut to where its walk met FDT_END.</summary>
    public BlockLayout WithStructureEnd(int end) =>
        new(ReservationsStart, ReservationsEnd, StructureStart, end, StringsStart, StringsEnd);

    public bool HasOverlap =>
        Overlap(ReservationsStart, ReservationsEnd, StructureStart, StructureEnd)
        || Overlap(ReservationsStart, ReservationsEnd, StringsStart, StringsEnd)
        || Overlap(StructureStart, StructureEnd, StringsStart, StringsEnd);

    // An empty strings block shares nothing, wherever it is said to lie.
    private static bool Overlap(int start, int end, int otherStart, int otherEnd) =>
        Math.Max(start, otherStart) < Math.Min(end, otherEnd);
}
