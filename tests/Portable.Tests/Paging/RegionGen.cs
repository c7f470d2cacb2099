using CsCheck;
using Keelson.Paging;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// Maps like firmware's: ascending, apart after rounding to the granule (0 or more pages), physical addresses anywhere.
/// Sizes and alignments are drawn around the block sizes, as that is where the decisions are.
/// </summary>
internal static class RegionGen
{
    private const ulong Top = 1UL << 48;

    private readonly record struct Draw(
        int Gap,
        int GapKind,
        int Size,
        int SizeKind,
        int Align,
        ulong Where,
        int Case,
        int Policy
    );

    public static ulong Level2Block(ulong page) =>
        page switch
        {
            0x1000 => 0x20_0000,
            0x4000 => 0x200_0000,
            _ => 0x2000_0000,
        };

    public static Gen<Region[]> Maps(ulong page) =>
        Gen.Select(
                Gen.ULong[0, Top / 2],
                Gen.Select(
                    Gen.Int[0, 5],
                    Gen.Int[0, 3],
                    Gen.Int[1, 600],
                    Gen.Int[0, 3],
                    Gen.Int[0, 2],
                    Gen.ULong[0, Top - 1],
                    Gen.Int[0, ProtectionCase.All.Length - 1],
                    Gen.Int[0, 2],
                    (gap, gapKind, size, sizeKind, align, where, kind, policy) =>
                        new Draw(gap, gapKind, size, sizeKind, align, where, kind, policy)
                ).Array[1, 8]
            )
            .Select((start, draws) => Lay(page, start, draws));

    private static Region[] Lay(ulong page, ulong start, Draw[] draws)
    {
        ulong block = Level2Block(page);
        ulong cursor = Up(start, page);
        var regions = new List<Region>();
        foreach (Draw draw in draws)
        {
            cursor = draw.GapKind switch
            {
                0 => cursor + (ulong)draw.Gap * page,
                1 => Up(cursor, block),
                2 => Up(cursor, 1UL << 30) + (ulong)draw.Gap * block,
                _ => Up(cursor + 6 * page, 1UL << 39) - (ulong)draw.Gap * page,
            };

            bool blocks = draw.Policy != 0;
            // A block's worth of pages now and then is enough: 8192 of them, with 64 KB.
            int sizeKind = blocks ? draw.SizeKind : Math.Min(draw.SizeKind, draw.Size % 4);
            ulong size = sizeKind switch
            {
                0 => (ulong)(draw.Size % 16 + 1) * 0x1000,
                1 => (ulong)draw.Size * 0x1000,
                _ => block * (ulong)(draw.Size % 3 / 2 + 1) + (ulong)(draw.Size % 7) * 0x1000,
            };

            // Gigabytes of 4 KB pages would only make the test slow, so these are for blocks.
            ulong congruence = draw.Align switch
            {
                0 => page,
                1 => block,
                _ => Math.Max(block, 1UL << 30),
            };
            if (sizeKind == 3 && blocks && page == 0x1000)
            {
                size += 1UL << 30;
                congruence = Math.Max(congruence, block);
            }

            // Firmware's regions are 4 KB things, whatever the kernel's pages are.
            ulong input = cursor + (draw.GapKind == 0 ? (ulong)draw.Size * 0x1000 % page : 0);
            ulong physical = draw.Where % (Top - (8UL << 30)) / congruence * congruence + input % congruence;
            var region = new Region(
                input,
                physical,
                size,
                ProtectionCase.All[draw.Case],
                blocks ? BlockPolicy.BlocksAllowed : BlockPolicy.PagesOnly
            );
            regions.Add(region);
            cursor = region.End(page);
        }

        return [.. regions];
    }

    private static ulong Up(ulong value, ulong multiple) => (value + multiple - 1) / multiple * multiple;
}
