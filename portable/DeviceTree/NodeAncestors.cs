using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>
/// The nodes that a node lies in, from the root down. The blob has no way up, so they are gathered on one walk from its
/// beginning: asked for one by one, each would cost a walk of its own.
/// </summary>
internal ref struct NodeAncestors
{
    [InlineArray(DeviceTreeBlob.MaximumDepth)]
    private struct Offsets
    {
        private int _first;
    }

    private readonly DeviceTreeBlob _tree;
    private Offsets _offsets;

    public NodeAncestors(DeviceTreeBlob tree, int nodeOffset)
    {
        _tree = tree;
        StructureCursor cursor = new(tree.Bytes, tree.StructureStart);
        do
        {
            cursor.Advance();
            if (cursor.Token == StructureToken.EndNode)
            {
                Count--;
            }
            else if (cursor.Token == StructureToken.BeginNode && cursor.Offset < nodeOffset)
            {
                _offsets[Count++] = cursor.Offset;
            }
            else if (cursor.Token == StructureToken.BeginNode)
            {
                // A node that is no more lies in none.
                Count = cursor.Offset == nodeOffset ? Count : 0;
                return;
            }
        } while (cursor.Token != StructureToken.End);
    }

    /// <summary>0 for the root, and for what is no node.</summary>
    public int Count { get; private set; }

    public readonly DeviceTreeNode this[int depth] => new(_tree, _offsets[depth]);
}
