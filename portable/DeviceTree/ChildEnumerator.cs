namespace Keelson.DeviceTree;

/// <summary>The nodes one level below a node, in the order of the blob.</summary>
public ref struct ChildEnumerator
{
    private readonly DeviceTreeBlob _tree;
    private StructureCursor _cursor;
    private bool _onChild;

    internal ChildEnumerator(DeviceTreeBlob tree, int parentOffset)
    {
        _tree = tree;
        _cursor = new StructureCursor(tree.Bytes, parentOffset);
        _cursor.Advance();
        _onChild = false;
    }

    public readonly DeviceTreeNode Current => new(_tree, _cursor.Offset);

    public readonly ChildEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_onChild)
        {
            _cursor.SkipNode();
        }
        else if (_cursor.Token == StructureToken.EndNode)
        {
            return false;
        }

        do
        {
            _cursor.Advance();
        } while (_cursor.Token == StructureToken.Property);

        _onChild = _cursor.Token == StructureToken.BeginNode;
        return _onChild;
    }
}
