using System.Text.RegularExpressions;

namespace Keelson.Tools.Qemu;

/// <summary>
/// One flag of a machine, with <c>${name}</c> where a run's value goes and <c>${name?}</c> where the flag is left
/// out without one.
/// </summary>
/// <param name="Path">The file it stands in, for messages.</param>
/// <param name="Line">Where it stands there, counted from 1.</param>
/// <param name="Template">The flag's value; null for a flag that takes none.</param>
public sealed partial record MachineFlag(string Path, int Line, string Name, string? Template)
{
    /// <summary>The names used, in order, each with whether it may be without a value.</summary>
    public IEnumerable<(string Name, bool IsOptional)> Placeholders =>
        Template is null
            ? []
            : Placeholder().Matches(Template).Select(match => (match.Groups[1].Value, match.Groups[2].Length > 0));

    /// <summary>Puts the values in.</summary>
    /// <returns>The value of the flag, or null when a <c>${name?}</c> has no value.</returns>
    /// <exception cref="KeyNotFoundException">A <c>${name}</c> has no value; the message is the name.</exception>
    public string? Expand(IReadOnlyDictionary<string, string> values)
    {
        bool leaveOut = false;
        string expanded = Placeholder()
            .Replace(
                Template ?? "",
                match =>
                {
                    if (!values.TryGetValue(match.Groups[1].Value, out string? value))
                    {
                        leaveOut |=
                            match.Groups[2].Length > 0 ? true : throw new KeyNotFoundException(match.Groups[1].Value);
                        return "";
                    }

                    // Inside a list of settings QEMU reads a comma as the next setting and two as one comma; a value
                    // that stands alone is taken as it is.
                    return match.Length == Template!.Length ? value : value.Replace(",", ",,");
                }
            );
        return leaveOut ? null : expanded;
    }

    [GeneratedRegex(@"\$\{([a-z0-9]+)(\??)\}")]
    private static partial Regex Placeholder();
}
