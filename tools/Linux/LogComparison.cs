using System.Text.RegularExpressions;

namespace Keelson.Tools.Linux;

/// <summary>Two boots of one kernel, compared by what their logs complain of.</summary>
public static partial class LogComparison
{
    private const int Warning = 4;

    // Lines below a warning that are complaints all the same.
    private static readonly string[] s_complaints =
    [
        "Firmware Bug",
        "Firmware Warn",
        "WARNING",
        "BUG:",
        "error",
        "failed",
        "UEFI virtual mapping missing",
        "not be available",
        "will be disabled",
    ];

    // What the kernel says of the emulator's speed: whether an interrupt of the guest took long is the host's doing.
    private static readonly string[] s_hostsDoing = ["hrtimer: interrupt took"];

    /// <summary>
    /// Complaints that only <paramref name="log"/> has; numbers and addresses aside, which differ from boot to boot.
    /// </summary>
    public static IReadOnlyList<string> OnlyIn(IEnumerable<LogLine> log, IEnumerable<LogLine> reference)
    {
        HashSet<string> known = [.. reference.Where(IsComplaint).Select(line => Normalize(line.Text))];
        return
        [
            .. log.Where(IsComplaint)
                .Select(line => line.Text)
                .Where(text => !known.Contains(Normalize(text)))
                .Distinct(),
        ];
    }

    internal static bool IsComplaint(LogLine line) =>
        (
            line.Level <= Warning
            || s_complaints.Any(word => line.Text.Contains(word, StringComparison.OrdinalIgnoreCase))
        ) && !s_hostsDoing.Any(text => line.Text.Contains(text, StringComparison.Ordinal));

    internal static string Normalize(string text) => Number().Replace(text, "#");

    [GeneratedRegex(@"\b(0x)?[0-9a-f]*[0-9][0-9a-f]*\b", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
