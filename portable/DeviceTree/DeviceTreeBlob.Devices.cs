using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeBlob
{
    /// <summary>
    /// The first node whose <c>compatible</c> lists this model (Devicetree Specification v0.4, 2.3.1), whatever its
    /// <c>status</c>.
    /// </summary>
    public bool TryFindCompatible(scoped ReadOnlySpan<byte> model, out DeviceTreeNode node)
    {
        NodeEnumerator nodes = Nodes;
        while (nodes.MoveNext())
        {
            node = nodes.Current;
            if (node.IsCompatibleWith(model))
            {
                return true;
            }
        }
        node = default;
        return false;
    }

    /// <summary>
    /// The console: <c>stdout-path</c>; or <c>linux,stdout-path</c>, as older trees have it; or, where these lead to no
    /// node, <c>serial0</c> of <c>/aliases</c>. None where that is disabled: without its clock, an access may hang.
    /// </summary>
    public bool TryFindConsole(out DeviceTreeNode node) =>
        (
            TryFindStandardOutput("stdout-path"u8, out node, out _)
            || TryFindStandardOutput("linux,stdout-path"u8, out node, out _)
            || TryFindNode("serial0"u8, out node)
        ) && node.IsAvailable;

    /// <inheritdoc cref="TryFindStandardOutput(ReadOnlySpan{byte}, out DeviceTreeNode, out ReadOnlySpan{byte})"/>
    public bool TryFindStandardOutput(out DeviceTreeNode node, out ReadOnlySpan<byte> options) =>
        TryFindStandardOutput("stdout-path"u8, out node, out options);

    /// <summary>
    /// The console that <c>/chosen</c> names by <c>stdout-path</c> (Devicetree Specification v0.4, 3.6), by path or by
    /// alias.
    /// <paramref name="options"/> is what follows the first <c>:</c>, as in <c>serial0:115200n8</c>, empty when nothing
    /// does.
    /// </summary>
    private bool TryFindStandardOutput(
        scoped ReadOnlySpan<byte> name,
        out DeviceTreeNode node,
        out ReadOnlySpan<byte> options
    )
    {
        node = default;
        options = default;
        if (
            !Root.TryGetChild("chosen"u8, out DeviceTreeNode chosen)
            || !chosen.TryGetProperty(name, out DeviceTreeProperty property)
            || !property.TryReadString(out ReadOnlySpan<byte> path)
        )
        {
            return false;
        }

        int colon = path.IndexOf((byte)':');
        if (colon < 0)
        {
            return TryFindNode(path, out node);
        }

        options = path[(colon + 1)..];
        return TryFindNode(path[..colon], out node);
    }
}
