using System.Text;
using Keelson.Tools.Reports;

namespace Keelson.Tools.Qemu;

/// <summary>A finished run: what the guest said, how it ended, and the means to require both.</summary>
/// <param name="Duration">From QEMU's start to its end.</param>
/// <param name="QemuStatus">QEMU's own exit status.</param>
/// <param name="QemuErrors">What QEMU wrote to standard error.</param>
/// <param name="Transcript">The file that holds the run.</param>
/// <param name="CommandLine">The QEMU command.</param>
public sealed record QemuResult(
    string Name,
    IReadOnlyList<ConsoleLine> Lines,
    QemuExit Exit,
    TimeSpan Duration,
    int QemuStatus,
    string QemuErrors,
    string Transcript,
    string CommandLine
)
{
    private const int ShownLineCount = 15;

    /// <summary>The KTAP documents on the console, one per kernel that reported.</summary>
    public IReadOnlyList<KtapDocument> Reports => KtapParser.Parse(Lines.Select(line => line.Text));

    /// <summary>Requires that the run ended this way.</summary>
    /// <exception cref="ConversationException">It ended otherwise.</exception>
    public QemuResult RequireExit(QemuExit required) =>
        Exit == required ? this : throw Broken($"the run ended with {Exit}, not {required}");

    /// <summary>
    /// Requires that these texts appear on the console in this order, and that the run neither timed out nor failed.
    /// </summary>
    /// <returns>The line that held each text.</returns>
    /// <exception cref="ConversationException">A text is missing, or the run was cut short.</exception>
    public IReadOnlyList<ConsoleLine> RequireInOrder(params ReadOnlySpan<string> texts)
    {
        List<ConsoleLine> found = [];
        int index = 0;
        int column = 0;
        foreach (string text in texts)
        {
            while (index < Lines.Count && Lines[index].Text.IndexOf(text, column, StringComparison.Ordinal) < 0)
            {
                index++;
                column = 0;
            }

            if (index == Lines.Count)
            {
                throw Broken(
                    found.Count == 0
                        ? $"'{text}' never came"
                        : $"'{text}' did not come after '{texts[found.Count - 1]}'"
                );
            }

            found.Add(Lines[index]);
            column = Lines[index].Text.IndexOf(text, column, StringComparison.Ordinal) + text.Length;
        }

        return Exit is QemuExit.TimedOut or QemuExit.QemuFailed
            ? throw Broken($"all was said, but the run ended with {Exit}")
            : found;
    }

    /// <summary>Whether the report passed and the run ended as the guest should have chosen.</summary>
    public ReportVerdict Verdict(QemuExit requiredExit = QemuExit.GuestShutdown)
    {
        ReportVerdict verdict = ReportVerdict.Of([.. Lines.Select(line => line.Text)]);
        return Exit == requiredExit
            ? verdict
            : verdict with
            {
                Reasons = [.. verdict.Reasons, $"the run ended with {Exit}, not {requiredExit}"],
            };
    }

    /// <summary>
    /// Requires a whole and passing report that the guest closed itself (see <see cref="ReportVerdict"/>).
    /// </summary>
    /// <exception cref="ConversationException">The verdict is not a pass.</exception>
    public IReadOnlyList<KtapDocument> RequirePassingReport(QemuExit requiredExit = QemuExit.GuestShutdown)
    {
        ReportVerdict verdict = Verdict(requiredExit);
        return verdict.Passed ? verdict.Documents : throw Broken(string.Join("; ", verdict.Reasons));
    }

    private ConversationException Broken(string what)
    {
        StringBuilder message = new();
        message.AppendLine($"{Name}: {what}");
        message.AppendLine(
            $"ended: {Exit} after {Duration.TotalSeconds:F1} s, {Lines.Count} lines; transcript: {Transcript}"
        );
        if (QemuErrors.Length > 0)
        {
            message.AppendLine("QEMU said: " + QemuErrors);
        }

        foreach (ConsoleLine line in Lines.TakeLast(ShownLineCount))
        {
            message.AppendLine($"  {line}");
        }

        return new ConversationException(message.ToString());
    }
}
