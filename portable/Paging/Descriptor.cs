using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>
/// One 64-bit entry of a translation table (Arm ARM DDI 0487, D8.3). <c>default</c> is an invalid entry.
/// </summary>
public readonly struct Descriptor(ulong value)
{
    private const ulong TypeBits = DescriptorBits.Valid | DescriptorBits.TableOrPage;

    /// <summary>The entry as the walker reads it.</summary>
    public ulong Value { get; } = value;

    /// <summary>
    /// Points to the next level's table. Nothing in these address spaces is for EL0, and the table says so once more
    /// for everything below it: a wrong bit in one leaf is then not enough to open memory to EL0.
    /// </summary>
    public static Descriptor Table(PhysicalAddress table) =>
        new(
            table.Value
                | TypeBits
                | DescriptorBits.UnprivilegedExecuteNeverTable
                | DescriptorBits.NoUnprivilegedAccessTable
        );

    /// <summary>Maps <see cref="Granule.BlockSize"/> bytes at a level that <see cref="Granule.AllowsBlock"/>.</summary>
    public static Descriptor Block(PhysicalAddress output, Protection protection) =>
        new(output.Value | protection.Bits | DescriptorBits.Valid);

    /// <summary>Maps one page; only at level 3.</summary>
    public static Descriptor Page(PhysicalAddress output, Protection protection) =>
        new(output.Value | protection.Bits | TypeBits);

    /// <summary>The block or page that maps memory at <paramref name="level"/>.</summary>
    public static Descriptor Leaf(int level, PhysicalAddress output, Protection protection) =>
        level == Granule.PageLevel ? Page(output, protection) : Block(output, protection);

    /// <summary>
    /// What the entry means. The same bits are a table at level 2 and a page at level 3, hence the argument.
    /// </summary>
    public DescriptorKind KindAt(int level)
    {
        if ((Value & DescriptorBits.Valid) == 0)
        {
            return DescriptorKind.Invalid;
        }

        bool isTableOrPage = (Value & DescriptorBits.TableOrPage) != 0;
        if (level == Granule.PageLevel)
        {
            return isTableOrPage ? DescriptorKind.Page : DescriptorKind.Invalid;
        }

        return isTableOrPage ? DescriptorKind.Table : DescriptorKind.Block;
    }

    /// <summary>Where a block or page leads, or the next table.</summary>
    public PhysicalAddress Output => new(Value & DescriptorBits.OutputAddress);

    /// <summary>The attributes of a block or page; without meaning for a table.</summary>
    public Protection Protection => Protection.FromBits(Value & ~(DescriptorBits.OutputAddress | TypeBits));

    public static bool operator ==(Descriptor a, Descriptor b) => a.Value == b.Value;

    public static bool operator !=(Descriptor a, Descriptor b) => a.Value != b.Value;

    public override bool Equals(object? other) => other is Descriptor descriptor && descriptor == this;

    public override int GetHashCode() => (int)(Value ^ (Value >> 32));
}
