namespace Keelson.DeviceTree;

/// <summary>
/// The rule a flattened device tree or an edit of it broke. Sections are those of the Devicetree Specification v0.4.
/// </summary>
public enum DeviceTreeError
{
    None,

    /// <summary>The buffer ends before the header does, or before <c>totalsize</c> (5.2).</summary>
    Truncated,

    /// <summary><c>magic</c> is not 0xd00dfeed (5.2).</summary>
    BadMagic,

    /// <summary>Older than version 16, or not readable by a program that knows version 17 (5.1, 5.2).</summary>
    BadVersion,

    /// <summary><c>totalsize</c> doesn't cover the header, or is too large for 31-bit offsets (5.2).</summary>
    BadTotalSize,

    /// <summary>The memory reservation block begins inside the header or past <c>totalsize</c> (5.3).</summary>
    ReservationsOutside,

    /// <summary>The structure block begins inside the header or ends past <c>totalsize</c> (5.4).</summary>
    StructureOutside,

    /// <summary>The strings block begins inside the header or ends past <c>totalsize</c> (5.5).</summary>
    StringsOutside,

    /// <summary>The memory reservation block is not at a multiple of 8 bytes (5.6).</summary>
    ReservationsMisaligned,

    /// <summary>The structure block is not at a multiple of 4 bytes (5.6).</summary>
    StructureMisaligned,

    /// <summary>Two of the three blocks share bytes (5).</summary>
    BlockOverlap,

    /// <summary>No empty entry ends the memory reservation block before <c>totalsize</c> (5.3).</summary>
    UnterminatedReservations,

    /// <summary>A token is none of the five (5.4.1).</summary>
    BadToken,

    /// <summary>The structure block ends without FDT_END (5.4.1).</summary>
    MissingEnd,

    /// <summary>FDT_END is not the last token that <c>size_dt_struct</c> covers (5.4.1).</summary>
    TrailingStructure,

    /// <summary>There is no node at all (5.4.2).</summary>
    MissingRoot,

    /// <summary>A second node stands beside the root (5.4.2).</summary>
    SecondRoot,

    /// <summary>The root node has a name (2.2.1).</summary>
    NamedRoot,

    /// <summary>FDT_END_NODE without a node to end (5.4.2).</summary>
    UnopenedNode,

    /// <summary>FDT_END inside a node (5.4.2).</summary>
    UnclosedNode,

    /// <summary>Nodes nest deeper than <see cref="DeviceTreeBlob.MaximumDepth"/>.</summary>
    TooDeep,

    /// <summary>A node name runs to the end of the structure block without a NUL (5.4.1).</summary>
    UnterminatedNodeName,

    /// <summary>A node other than the root has no name, or its name has a character it can't have (2.2.1).</summary>
    BadNodeName,

    /// <summary>FDT_PROP outside every node (5.4.2).</summary>
    PropertyOutsideNode,

    /// <summary>FDT_PROP after a subnode of the same node (5.4.2).</summary>
    PropertyAfterSubnode,

    /// <summary>A property's head or value runs past the structure block (5.4.1).</summary>
    TruncatedProperty,

    /// <summary><c>nameoff</c> points past the strings block (5.4.1).</summary>
    PropertyNameOutside,

    /// <summary>A property name runs to the end of the strings block without a NUL (5.5).</summary>
    UnterminatedPropertyName,

    /// <summary>A property has no name, or its name has a character it can't have (2.2.4).</summary>
    BadPropertyName,

    /// <summary>The edit needs more bytes than are free. Nothing was changed.</summary>
    NoSpace,

    /// <summary>No such node or property. Nothing was changed.</summary>
    NotFound,
}

public static class DeviceTreeErrorText
{
    /// <summary>What is wrong, as the end of a line that names the tree.</summary>
    public static System.ReadOnlySpan<byte> Text(this DeviceTreeError error) =>
        error switch
        {
            DeviceTreeError.None => "valid"u8,
            DeviceTreeError.Truncated => "truncated: shorter than its totalsize"u8,
            DeviceTreeError.BadMagic => "not a device tree: no magic 0xd00dfeed"u8,
            DeviceTreeError.BadVersion => "unsupported version"u8,
            DeviceTreeError.BadTotalSize => "invalid totalsize"u8,
            DeviceTreeError.ReservationsOutside => "memory reservation block out of bounds"u8,
            DeviceTreeError.StructureOutside => "structure block out of bounds"u8,
            DeviceTreeError.StringsOutside => "strings block out of bounds"u8,
            DeviceTreeError.ReservationsMisaligned => "misaligned memory reservation block"u8,
            DeviceTreeError.StructureMisaligned => "misaligned structure block"u8,
            DeviceTreeError.BlockOverlap => "overlapping blocks"u8,
            DeviceTreeError.UnterminatedReservations => "unterminated memory reservation block"u8,
            DeviceTreeError.BadToken => "invalid token"u8,
            DeviceTreeError.MissingEnd => "no FDT_END"u8,
            DeviceTreeError.TrailingStructure => "tokens after FDT_END"u8,
            DeviceTreeError.MissingRoot => "no root node"u8,
            DeviceTreeError.SecondRoot => "two root nodes"u8,
            DeviceTreeError.NamedRoot => "root node with a name"u8,
            DeviceTreeError.UnopenedNode => "FDT_END_NODE without FDT_BEGIN_NODE"u8,
            DeviceTreeError.UnclosedNode => "FDT_END inside a node"u8,
            DeviceTreeError.TooDeep => "nodes nested too deep"u8,
            DeviceTreeError.UnterminatedNodeName => "unterminated node name"u8,
            DeviceTreeError.BadNodeName => "invalid node name"u8,
            DeviceTreeError.PropertyOutsideNode => "property outside a node"u8,
            DeviceTreeError.PropertyAfterSubnode => "property after a subnode"u8,
            DeviceTreeError.TruncatedProperty => "property out of bounds"u8,
            DeviceTreeError.PropertyNameOutside => "property name out of bounds"u8,
            DeviceTreeError.UnterminatedPropertyName => "unterminated property name"u8,
            DeviceTreeError.BadPropertyName => "invalid property name"u8,
            DeviceTreeError.NoSpace => "too large"u8,
            DeviceTreeError.NotFound => "no such node or property"u8,
            _ => "root node required"u8,
        };
}
