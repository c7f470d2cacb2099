namespace Keelson.Paging;

/// <summary>Meaning of a <see cref="Descriptor"/> at its level (Arm ARM DDI 0487, D8.3).</summary>
public enum DescriptorKind
{
    /// <summary>An access through it takes a translation fault.</summary>
    Invalid,

    /// <summary>Leads to a table of the next level.</summary>
    Table,

    /// <summary>Maps memory above level 3.</summary>
    Block,

    /// <summary>Maps memory at level 3.</summary>
    Page,
}
