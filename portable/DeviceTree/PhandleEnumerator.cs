using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>
/// The properties of a tree that number its nodes (Devicetree Specification v0.4, 2.3.3; <c>linux,phandle</c> is an
/// older name), in the order of the blob.
/// </summary>
internal ref struct PhandleEnumerator
{
    private readonly DeviceTreeBlob _tree;
    private StructureCursor _cursor;

    /// <param name="node">Offset of the first node to look at.</param>
    public PhandleEnumerator(DeviceTreeBlob tree, int node)
    {
        _tree = tree;
        Restart(node);
    }

    /// <summary>Offset of the node that has it.</summary>
    public int Node { get; private set; }

    /// <summary>Offset of its value.</summary>
    public readonly int Value => _cursor.Offset + StructureCursor.PropertyHeadSize;

    /// <summary>0, which is no node's, where the value is not one cell.</summary>
    public readonly uint Number =>
        _cursor.Next == Value + sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(_tree.Bytes[Value..]) : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Restart(int node)
    {
        _cursor = new StructureCursor(_tree.Bytes, node);
        Node = node;
    }

    public bool MoveNext()
    {
        while (_cursor.Token != StructureToken.End)
        {
            _cursor.Advance();
            if (_cursor.Token == StructureToken.BeginNode)
            {
                Node = _cursor.Offset;
            }
            else if (_cursor.Token == StructureToken.Property && IsPhandle(new(_tree, _cursor.Offset)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPhandle(DeviceTreeProperty property) =>
        property.HasName("phandle"u8) || property.HasName("linux,phandle"u8);
}
