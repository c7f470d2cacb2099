using System;

namespace Keelson.Paging;

/// <summary>
/// Translation granule (Arm ARM DDI 0487, D8.2 "Translation process"): the size of a page and of a table, and with it
/// the whole shape of a 48-bit stage 1 tree. <c>default</c> is the 4 KB granule, so that no value is without meaning.
/// </summary>
public readonly struct Granule
{
    /// <summary>
    /// Bits of a virtual and of a physical address that the tables resolve; 52-bit forms are not used.
    /// </summary>
    public const int AddressBits = 48;

    /// <summary>The level whose entries map pages, whatever the granule.</summary>
    public const int PageLevel = 3;

    private readonly byte _shiftAbove4K;

    private Granule(byte shiftAbove4K) => _shiftAbove4K = shiftAbove4K;

    public static Granule Size4K => new(0);
    public static Granule Size16K => new(2);
    public static Granule Size64K => new(4);

    /// <summary>log2 of <see cref="PageSize"/>: 12, 14 or 16.</summary>
    public int PageShift => 12 + _shiftAbove4K;

    /// <summary>Bytes in a page, and in a full table.</summary>
    public ulong PageSize => 1UL << PageShift;

    /// <summary>Address bits that one full table resolves: a page of 8-byte descriptors.</summary>
    public int BitsPerLevel => PageShift - 3;

    /// <summary>The level a 48-bit walk begins at: 0 for 4 KB and 16 KB, 1 for 64 KB.</summary>
    public int StartLevel
    {
        get
        {
            int level = PageLevel;
            while (LevelShift(level) + BitsPerLevel < AddressBits)
            {
                level--;
            }

            return level;
        }
    }

    /// <summary>
    /// Descriptors in a table of this level. The start level resolves only what is left of the 48 bits:
    /// 512 entries with 4 KB, 2 with 16 KB, 64 with 64 KB.
    /// </summary>
    public int EntriesPerTable(int level) => 1 << Math.Min(BitsPerLevel, AddressBits - LevelShift(level));

    /// <summary>
    /// Bytes that one entry of this level translates: the page at level 3, the reach of a block or a table above.
    /// </summary>
    public ulong BlockSize(int level) => 1UL << LevelShift(level);

    /// <summary>
    /// Whether an entry above level 3 may map memory itself (D8.3): 1 GB and 2 MB with 4 KB, 32 MB with 16 KB,
    /// 512 MB with 64 KB. The larger blocks of FEAT_LPA and FEAT_LPA2 belong to 52-bit addresses.
    /// </summary>
    public bool AllowsBlock(int level) => level == 2 || (level == 1 && _shiftAbove4K == 0);

    /// <summary>
    /// <c>TCR_EL1.TG0</c>, unshifted. It is a list and not a number: <c>TG1</c> names the same sizes differently.
    /// </summary>
    public ulong LowerHalfEncoding =>
        _shiftAbove4K switch
        {
            0 => 0b00,
            2 => 0b10,
            _ => 0b01,
        };

    /// <summary><c>TCR_EL1.TG1</c>, unshifted.</summary>
    public ulong UpperHalfEncoding =>
        _shiftAbove4K switch
        {
            0 => 0b10,
            2 => 0b01,
            _ => 0b11,
        };

    /// <summary>
    /// Page-size field of the arm64 Image header's flags, unshifted (Linux Documentation/arch/arm64/booting.rst,
    /// bits 2:1 of <c>flags</c>): 1 is 4 KB, 2 is 16 KB, 3 is 64 KB; 0 would be "unspecified".
    /// </summary>
    public ulong ImageHeaderPageSize => 1UL + (ulong)(_shiftAbove4K >> 1);

    /// <summary>The granule of an arm64 Image's header; unspecified is taken for 4 KB.</summary>
    /// <param name="pageSize">As <see cref="ImageHeaderPageSize"/>, or 0.</param>
    public static Granule FromImageHeader(int pageSize) => new((byte)(2 * Math.Max(pageSize - 1, 0)));

    public static bool operator ==(Granule a, Granule b) => a._shiftAbove4K == b._shiftAbove4K;

    public static bool operator !=(Granule a, Granule b) => a._shiftAbove4K != b._shiftAbove4K;

    public override bool Equals(object? other) => other is Granule granule && granule == this;

    public override int GetHashCode() => _shiftAbove4K;

    /// <summary>The entry of a table of this level that covers <paramref name="inputAddress"/> (bits 47:0).</summary>
    internal int IndexOf(ulong inputAddress, int level) =>
        (int)(inputAddress >> LevelShift(level)) & (EntriesPerTable(level) - 1);

    private int LevelShift(int level) => PageShift + (PageLevel - level) * BitsPerLevel;
}
