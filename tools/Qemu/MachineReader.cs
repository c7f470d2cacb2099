using System.Text.RegularExpressions;

namespace Keelson.Tools.Qemu;

/// <summary>
/// Reads the lines of a machine's definition. <c>base NAME</c> takes over another machine, <c>-flag value</c> is handed
/// to QEMU,
/// <c>name = value</c> is a setting. A reason stands behind <c> #</c>, or on a comment line above the paragraph.
/// </summary>
internal sealed partial class MachineReader
{
    private readonly string _path;
    private readonly List<MachineFlag> _flags = [];
    private readonly Dictionary<string, MachineSetting> _settings = [];
    private readonly HashSet<string> _own = [];
    private string _description = "";
    private int _number;

    private MachineReader(string path) => _path = path;

    /// <param name="path">Only named in messages.</param>
    /// <param name="load">Finds the machine that this one builds on.</param>
    /// <exception cref="MachineDefinitionException">A line breaks the format.</exception>
    public static MachineDefinition Read(string path, string text, Func<string, MachineDefinition> load)
    {
        MachineReader reader = new(path);
        reader.ReadLines(text, load);
        if (reader._flags.Count == 0)
        {
            throw reader.Fault("no flag in the file", "give at least -machine");
        }

        foreach (MachineFlag flag in reader._flags)
        {
            reader.RequireKnown(flag);
        }

        foreach (MachineSetting setting in reader._settings.Values)
        {
            reader.RequireUsed(setting);
        }

        return new MachineDefinition(path, reader._description, reader._flags, reader._settings);
    }

    private void ReadLines(string text, Func<string, MachineDefinition> load)
    {
        bool commentAbove = false;
        foreach (string rawLine in text.Split('\n'))
        {
            _number++;
            string line = rawLine.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                // A comment line speaks for the lines below it, up to the next blank line.
                commentAbove = line.Length > 0;
                if (commentAbove && _number == 1)
                {
                    _description = line.TrimStart('#').Trim();
                }

                continue;
            }

            int comment = line.IndexOf(" #", StringComparison.Ordinal);
            string code = (comment < 0 ? line : line[..comment]).TrimEnd();
            AddLine(code, hasReason: comment >= 0 || commentAbove, load);
        }
    }

    private void AddLine(string code, bool hasReason, Func<string, MachineDefinition> load)
    {
        if (!hasReason)
        {
            throw Fault(
                $"no reason beside '{code}'",
                "say after ' #', or on a comment line above its paragraph, why it is there"
            );
        }

        if (code[0] == '-')
        {
            _flags.Add(ReadFlag(code));
        }
        else if (SettingLine().Match(code) is { Success: true } setting)
        {
            AddSetting(setting.Groups[1].Value, setting.Groups[2].Value);
        }
        else if (BaseLine().Match(code) is { Success: true } named)
        {
            AddBase(named.Groups[1].Value, load);
        }
        else
        {
            throw Fault(
                $"'{code}' is no flag, no setting and no base",
                "write '-flag value', 'name = value' or 'base NAME'; a comment begins with '#'"
            );
        }
    }

    private void AddBase(string name, Func<string, MachineDefinition> load)
    {
        if (_flags.Count > 0 || _settings.Count > 0)
        {
            throw Fault(
                $"'base {name}' comes after what it would change",
                "make it the first line of the file, and the only base"
            );
        }

        MachineDefinition other = load(name);
        _flags.AddRange(other.Flags);
        foreach ((string key, MachineSetting value) in other.Settings)
        {
            _settings[key] = value;
        }
    }

    private void AddSetting(string name, string value)
    {
        if (!_own.Add(name))
        {
            throw Fault($"a second value for {name}", "keep one of them");
        }

        _settings[name] = new MachineSetting(_path, _number, name, value);
    }

    private MachineFlag ReadFlag(string code)
    {
        string[] parts = code.Split(
            (char[]?)null,
            2,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        MachineFlag flag = new(_path, _number, parts[0], parts.Length > 1 ? parts[1] : null);
        int placeholderCount = (flag.Template ?? "").Split("${").Length - 1;
        return placeholderCount == flag.Placeholders.Count()
            ? flag
            : throw Fault(
                $"malformed placeholder in '{code}'",
                "write ${name}, or ${name?} to leave the flag out without a value"
            );
    }

    /// <summary>A placeholder is something that a run gives, or that the machine itself sets.</summary>
    private void RequireKnown(MachineFlag flag)
    {
        foreach ((string name, _) in flag.Placeholders)
        {
            if (!MachineValues.Names.Contains(name) && !_settings.ContainsKey(name))
            {
                throw new MachineDefinitionException(
                    flag.Path,
                    flag.Line,
                    $"unknown placeholder ${{{name}}}",
                    $"set it with '{name} = ...', or use one of: {string.Join(", ", MachineValues.Names)}"
                );
            }
        }
    }

    /// <summary>A setting that nothing reads is a misspelt one, and the machine another than it says.</summary>
    private void RequireUsed(MachineSetting setting)
    {
        bool isPlaceholder = _flags.Any(flag => flag.Placeholders.Any(one => one.Name == setting.Name));
        if (!isPlaceholder && !MachineDefinition.OwnSettings.Contains(setting.Name))
        {
            string own = string.Join(", ", MachineDefinition.OwnSettings);
            throw new MachineDefinitionException(
                setting.Path,
                setting.Line,
                $"nothing uses {setting.Name}",
                $"no flag has ${{{setting.Name}}}; without a flag there are: {own}"
            );
        }
    }

    private MachineDefinitionException Fault(string what, string advice) => new(_path, _number, what, advice);

    [GeneratedRegex(@"^([a-z][a-z0-9]*)\s*=\s*(\S.*)$")]
    private static partial Regex SettingLine();

    [GeneratedRegex(@"^base\s+([A-Za-z0-9._-]+)$")]
    private static partial Regex BaseLine();
}
