namespace Keelson.DeviceTree;

/// <summary>The tokens of the structure block (Devicetree Specification v0.4, 5.4.1), big-endian in the blob.</summary>
internal enum StructureToken : uint
{
    /// <summary><c>FDT_BEGIN_NODE</c>: the node's name and a NUL follow.</summary>
    BeginNode = 1,

    /// <summary><c>FDT_END_NODE</c></summary>
    EndNode = 2,

    /// <summary>
    /// <c>FDT_PROP</c>: u32 length, u32 offset of the name in the strings block, and the value follow.
    /// </summary>
    Property = 3,

    /// <summary><c>FDT_NOP</c>: a hole left by an edit that didn't move anything.</summary>
    Nop = 4,

    /// <summary><c>FDT_END</c></summary>
    End = 9,
}
