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
    /// <summary>
    /// Which part is broken, in a few words; the number is the rule's in <see cref="DeviceTreeError"/>.
    /// </summary>
    public static System.ReadOnlySpan<byte> Text(this DeviceTreeError error) =>
        error switch
        {
            DeviceTreeError.None => "sound"u8,
            DeviceTreeError.Truncated => "the file is shorter than its header says"u8,
            DeviceTreeError.BadMagic => "no device tree: the magic is not 0xd00dfeed"u8,
            < DeviceTreeError.ReservationsOutside => "its header has an unknown version or an impossible size"u8,
            < DeviceTreeError.BadToken => "its blocks lie outside of it, overlap or have no end"u8,
            < DeviceTreeError.BadNodeName => "its structure block is damaged"u8,
            <= DeviceTreeError.BadPropertyName => "a node or property is damaged, or has an impossible name"u8,
            DeviceTreeError.NoSpace => "it is too large"u8,
            _ => "it cannot be changed"u8,
        };
}
