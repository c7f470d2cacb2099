using System.Text;

namespace Keelson.Portable.Tests;

/// <summary>
/// A device tree as plain objects, to be compiled by dtc: the second opinion on what an edit should have done.
/// </summary>
internal sealed class TreeModel(string name)
{
    public string Name { get; } = name;
    public List<KeyValuePair<string, byte[]>> Properties { get; } = [];
    public List<TreeModel> Children { get; } = [];

    /// <summary>
    /// The first child that a path component means: the whole name, or the name up to its unit address.
    /// </summary>
    public TreeModel? Step(string component) =>
        Children.FirstOrDefault(child =>
            child.Name == component || child.Name.StartsWith(component + "@", StringComparison.Ordinal)
        );

    public TreeModel? Find(string path)
    {
        TreeModel? node = this;
        foreach (string component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node?.Step(component);
        }

        return node;
    }

    public void Set(string name, byte[] value)
    {
        int index = Properties.FindIndex(property => property.Key == name);
        if (index < 0)
        {
            Properties.Add(new(name, value));
        }
        else
        {
            Properties[index] = new(name, value);
        }
    }

    public bool Delete(string name) => Properties.RemoveAll(property => property.Key == name) != 0;

    public bool DeleteChild(TreeModel node) => Children.Remove(node) || Children.Any(child => child.DeleteChild(node));

    /// <summary>The paths of this node and all below, as long as this one is the root.</summary>
    public IEnumerable<string> Paths(string above = "")
    {
        yield return above == "" ? "/" : above;
        foreach (TreeModel child in Children)
        {
            foreach (string path in child.Paths($"{above}/{child.Name}"))
            {
                yield return path;
            }
        }
    }

    public string ToSource(IEnumerable<(ulong Start, ulong Size)> reservations)
    {
        var source = new StringBuilder("/dts-v1/;\n");
        foreach ((ulong start, ulong size) in reservations)
        {
            source.Append($"/memreserve/ 0x{start:x} 0x{size:x};\n");
        }

        Append(source, "/");
        return source.ToString();
    }

    private void Append(StringBuilder source, string name)
    {
        source.Append(name).Append(" {\n");
        foreach ((string property, byte[] value) in Properties)
        {
            source.Append(property).Append(value.Length == 0 ? ";\n" : $" = [{Convert.ToHexString(value)}];\n");
        }

        foreach (TreeModel child in Children)
        {
            child.Append(source, child.Name);
        }

        source.Append("};\n");
    }
}
