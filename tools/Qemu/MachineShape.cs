using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// A board with its firmware, as <c>qemu-scripts/NAME.qemu</c> describes it: data, one QEMU flag per line, each with the
/// reason it is there. What a single run adds (memory, application, ...) comes in through placeholders.
/// </summary>
public sealed class MachineShape
{
    private readonly string _path;

    private MachineShape(string path, IReadOnlyList<ShapeFlag> flags)
    {
        _path = path;
        Flags = flags;
    }

    public IReadOnlyList<ShapeFlag> Flags { get; }

    /// <summary>Reads <c>qemu-scripts/NAME.qemu</c> of this checkout.</summary>
    public static MachineShape Load(string name)
    {
        Repository repository = Repository.Current;
        string path = Path.Combine(repository.MachineShapes, name + ".qemu");
        if (!File.Exists(path))
        {
            string known = string.Join(", ", Names());
            throw new FailureException($"there is no machine '{name}': {repository.Shorten(path)} does not exist", $"use one of: {known}");
        }

        return Parse(repository.Shorten(path), File.ReadAllText(path));
    }

    /// <summary>The machines of this checkout, by name.</summary>
    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Repository.Current.MachineShapes, "*.qemu").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <param name="path">Only named in messages.</param>
    /// <exception cref="MachineShapeException">A line breaks the format.</exception>
    public static MachineShape Parse(string path, string text)
    {
        List<ShapeFlag> flags = [];
        bool commentAbove = false;
        int number = 0;
        foreach (string rawLine in text.Split('\n'))
        {
            number++;
            string line = rawLine.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                // A comment line speaks for the flags below it, up to the next blank line.
                commentAbove = line.Length > 0;
                continue;
            }

            flags.Add(ParseFlag(path, number, line, commentAbove));
        }

        return flags.Count > 0 ? new MachineShape(path, flags) : throw new MachineShapeException(path, number, "no flag in the file", "give at least -machine");
    }

    /// <summary>Whether any flag has this placeholder.</summary>
    public bool Uses(string placeholder) => Flags.Any(flag => flag.Placeholders.Any(one => one.Name == placeholder));

    /// <summary>The flags as arguments for QEMU.</summary>
    public IReadOnlyList<string> Expand(IReadOnlyDictionary<string, string> values)
    {
        List<string> arguments = [];
        foreach (ShapeFlag flag in Flags)
        {
            try
            {
                if (flag.Expand(values) is { } value)
                {
                    arguments.AddRange(flag.Template is null ? [flag.Name] : [flag.Name, value]);
                }
            }
            catch (KeyNotFoundException missing)
            {
                throw new MachineShapeException(_path, flag.Line, $"this machine needs a value for ${{{missing.Message}}} and the run gives none", "give it, or use another machine");
            }
        }

        return arguments;
    }

    private static ShapeFlag ParseFlag(string path, int number, string line, bool commentAbove)
    {
        int comment = line.IndexOf(" #", StringComparison.Ordinal);
        string code = (comment < 0 ? line : line[..comment]).TrimEnd();
        if (code[0] != '-')
        {
            throw new MachineShapeException(path, number, $"'{code}' is no flag", "start the line with the flag's '-', or with '#' for a comment");
        }

        if (comment < 0 && !commentAbove)
        {
            throw new MachineShapeException(path, number, $"no reason beside '{code}'", "say after ' #', or on a comment line above its paragraph, why the flag is there");
        }

        string[] parts = code.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        ShapeFlag flag = new(number, parts[0], parts.Length > 1 ? parts[1] : null);
        foreach ((string name, _) in flag.Placeholders)
        {
            if (!ShapeValues.Names.Contains(name))
            {
                throw new MachineShapeException(path, number, $"unknown placeholder ${{{name}}}", $"use one of: {string.Join(", ", ShapeValues.Names)}");
            }
        }

        int placeholderCount = (flag.Template ?? "").Split("${").Length - 1;
        return placeholderCount == flag.Placeholders.Count()
            ? flag
            : throw new MachineShapeException(path, number, $"malformed placeholder in '{code}'", "write ${name}, or ${name?} to leave the flag out without a value");
    }
}
