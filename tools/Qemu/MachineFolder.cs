using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>A folder of machines, <c>NAME.qemu</c> each. To add a machine is to add a file.</summary>
public sealed class MachineFolder(string folder)
{
    private const string Extension = ".qemu";

    public static MachineFolder OfCheckout => new(Repository.Current.Machines);

    public IEnumerable<string> Names() =>
        Directory
            .EnumerateFiles(folder, "*" + Extension)
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal);

    /// <exception cref="FailureException">There is no such machine, or its file breaks the format.</exception>
    public MachineDefinition Load(string name) => Load(name, []);

    private MachineDefinition Load(string name, IReadOnlyList<string> above)
    {
        string path = Path.Combine(folder, name + Extension);
        string shown = Repository.Shorten(path);
        if (name.IndexOfAny(['/', '\\']) >= 0 || !File.Exists(path))
        {
            throw new FailureException(
                $"there is no machine '{name}': {shown} does not exist",
                $"use one of: {string.Join(", ", Names())}"
            );
        }

        if (above.Contains(name))
        {
            throw new FailureException(
                $"{shown} builds on itself: {string.Join(" on ", above.Append(name))}",
                "take one of these 'base' lines out"
            );
        }

        return MachineReader.Read(shown, File.ReadAllText(path), other => Load(other, [.. above, name]));
    }
}
