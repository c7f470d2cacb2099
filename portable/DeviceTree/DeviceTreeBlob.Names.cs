namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeBlob
{
    /// <summary>
    /// Whether every name keeps to the characters that the Devicetree Specification v0.4 allows (2.2.1, 2.2.4): the
    /// first of <see cref="DeviceTreeError.BadNodeName"/> and <see cref="DeviceTreeError.BadPropertyName"/>, or None.
    /// Apart from <see cref="TryCreate"/> because kernels boot from trees that break this: it is a finding to report,
    /// not a reason to refuse.
    /// </summary>
    public DeviceTreeError CheckNames()
    {
        foreach (DeviceTreeNode node in Nodes)
        {
            if (!node.IsRoot && !NodeName.IsValid(node.Name))
            {
                return DeviceTreeError.BadNodeName;
            }

            foreach (DeviceTreeProperty property in node.Properties)
            {
                if (!PropertyName.IsValid(property.Name))
                {
                    return DeviceTreeError.BadPropertyName;
                }
            }
        }
        return DeviceTreeError.None;
    }
}
