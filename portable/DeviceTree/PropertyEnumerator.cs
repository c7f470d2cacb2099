namespace Keelson.DeviceTree;

/// <summary>The properties of one node, in the order of the blob.</summary>
public ref struct PropertyEnumerator
{
    private readonly DeviceTreeBlob _tree;
    private StructureCursor _cursor;
    private bool _finished;

    internal PropertyEnumerator(DeviceTreeBlob tree, int nodeOffset)
    {
        _tree = tree;
        _cursor = new StructureCursor(tree.Bytes, nodeOffset);
        _cursor.Advance();
        _finished = false;
    }

    public readonly DeviceTreeProperty Current => new(_tree, _cursor.Offset);

    /// <summary>
    /// Once <see cref="MoveNext"/> said no: the offset of the token after the last property, where another one fits.
    /// </summary>
    internal readonly int EndOffset => _cursor.Offset;

    public readonly PropertyEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_finished)
        {
            return false;
        }

        _cursor.Advance();
        _finished = _cursor.Token != StructureToken.Property;
        return !_finished;
    }
}
