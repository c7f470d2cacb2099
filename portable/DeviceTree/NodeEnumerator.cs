namespace Keelson.DeviceTree;

/// <summary>Every node of a tree, each before its subnodes.</summary>
public ref struct NodeEnumerator
{
    private readonly DeviceTreeBlob _tree;
    private StructureCursor _cursor;

    internal NodeEnumerator(DeviceTreeBlob tree)
    {
        _tree = tree;
        _cursor = new StructureCursor(tree.Bytes, tree.StructureStart);
        Depth = 0;
    }

    public readonly DeviceTreeNode Current => new(_tree, _cursor.Offset);

    /// <summary>How many nodes <see cref="Current"/> lies in, itself counted: 1 for the root.</summary>
    public int Depth { get; private set; }

    public readonly NodeEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_cursor.Token != StructureToken.End)
        {
            _cursor.Advance();
            if (_cursor.Token == StructureToken.EndNode)
            {
                Depth--;
            }

            if (_cursor.Token == StructureToken.BeginNode)
            {
                Depth++;
                return true;
            }
        }
        return false;
    }
}
