using System;
using Keelson.Findings;
using Keelson.Text;

namespace Keelson.Reports;

/// <summary>
/// What is known of a run by others than itself, in the words of <c>report.ktap</c>: that a later one began, that it
/// left nothing, that the machine did not switch off.
/// </summary>
public static class RunRemarks
{
    private static ReadOnlySpan<byte> Skipped => " # SKIP "u8;
    private static ReadOnlySpan<byte> Began => " began, and has brought no report yet"u8;

    /// <summary>All that can be written of a run of which nothing is found.</summary>
    /// <returns>Bytes written.</returns>
    public static int OfNothing(Span<byte> text, uint run)
    {
        TextLine line =
            $"# run {run} left no report: it hung, crashed, or was switched off before its end\n# report missing\n";
        line.Text.CopyTo(text);
        return line.Text.Length;
    }

    /// <summary>
    /// Before the verdict, which stays the last line: a newer run began. It takes the place of an older such line.
    /// </summary>
    /// <param name="text">The report, and room behind it.</param>
    /// <param name="length">Bytes of the report.</param>
    /// <param name="comment">What a remark begins with, if anything.</param>
    /// <param name="run">The newer run.</param>
    /// <returns>Bytes of the report now.</returns>
    public static int MarkBegun(Span<byte> text, int length, ReadOnlySpan<byte> comment, uint run)
    {
        int at = text[..length].IndexOf(Began);
        if (at >= 0)
        {
            int start = LineStart(text, at);
            int end = at + Began.Length + 1;
            text[Math.Min(end, length)..length].CopyTo(text[start..]);
            length -= Math.Min(end, length) - start;
        }
        TextLine line = $"{comment}run {run}{Began}\n";
        return Insert(text, length, LineStart(text, length - 1), line.Text);
    }

    /// <summary>The run asked for the machine to be switched off, and it was reset.</summary>
    /// <returns>Bytes of the report now.</returns>
    public static int Contradict(Span<byte> text, int length)
    {
        FindingFacts facts = FindingId.ResetDidOtherwise.Facts();
        TextLine line =
            $"# finding KF-{FindingId.ResetDidOtherwise.Number():000} error ResetSystem: {facts.Summary}: Shutdown, "
            + $"and memory was as the run left it ({facts.Rule})\n# {ReportEnd.Failed}\n";
        return ReplaceVerdict(text, length, line.Text);
    }

    /// <summary>The run was told that its report is in a variable, and it is not, or that of another run is.</summary>
    /// <returns>Bytes of the report now.</returns>
    public static int TellLost(Span<byte> text, int length)
    {
        FindingFacts facts = FindingId.VariableLost.Facts();
        TextLine line =
            $"# finding KF-{FindingId.VariableLost.Number():000} error SetVariable: {facts.Summary}: "
            + $"{KeptReport.VariableName} ({facts.Rule})\n# {ReportEnd.Failed}\n";
        return ReplaceVerdict(text, length, line.Text);
    }

    private static int ReplaceVerdict(Span<byte> text, int length, ReadOnlySpan<byte> lines)
    {
        int last = LineStart(text, length - 1);
        return Insert(text, last, last, lines, isVerdict: true);
    }

    /// <summary>What the machine did, where that is no contradiction.</summary>
    /// <param name="text">The report, and room behind it.</param>
    /// <param name="length">Bytes of the report.</param>
    /// <param name="marks">Of the kept report: what was asked for.</param>
    /// <param name="memory">What became of the copy in memory.</param>
    /// <returns>Bytes of the report now.</returns>
    public static int TellEnd(Span<byte> text, int length, uint marks, MemoryFate memory)
    {
        bool isOff = (marks & KeptReport.AskedForOff) != 0;
        if (!isOff && (marks & KeptReport.AskedForReset) == 0)
        {
            return length;
        }
        if (isOff && memory == MemoryFate.Lasted)
        {
            return Contradict(text, length);
        }
        TextLine line =
            $"# ResetSystem: asked for {(isOff ? "Shutdown"u8 : "a reset"u8)}, and memory "
            + $"{(memory == MemoryFate.Lost ? "did not last"u8 : "was as the run left it"u8)}: the machine "
            + $"{How(isOff, memory)}\n";
        return Insert(text, length, LineStart(text, length - 1), line.Text);
    }

    /// <summary>Of a machine that was off, memory is no witness: a firmware may clear it at a reset.</summary>
    private static ReadOnlySpan<byte> How(bool isOff, MemoryFate memory) =>
        isOff ? "was off, or clears it"u8
        : memory == MemoryFate.Lost ? "did something other"u8
        : "was reset"u8;

    /// <summary>Where there is no room left, reasons for which something was skipped give way.</summary>
    /// <param name="text">The report, and room behind it.</param>
    /// <param name="length">Bytes of the report.</param>
    /// <param name="at">Where in it.</param>
    /// <param name="line">Left out if it does not fit.</param>
    /// <param name="isVerdict">Then lines in front of it give way as well, and it fits.</param>
    private static int Insert(Span<byte> text, int length, int at, ReadOnlySpan<byte> line, bool isVerdict = false)
    {
        while (line.Length > text.Length - length && at > 0)
        {
            if (!TryFindReason(text, at, out int start, out int end))
            {
                if (!isVerdict)
                {
                    break;
                }
                start = LineStart(text, at - 1);
                end = at;
            }

            text[end..length].CopyTo(text[start..]);
            length -= end - start;
            at -= end - start;
        }

        if (line.Length > text.Length - length)
        {
            return length;
        }
        text[at..length].CopyTo(text[(at + line.Length)..]);
        line.CopyTo(text[at..]);
        return length + line.Length;
    }

    /// <summary>The last one: from the blank behind the word to the line's end.</summary>
    private static bool TryFindReason(ReadOnlySpan<byte> text, int before, out int start, out int end)
    {
        start = 0;
        for (end = before - 1; end > 0; end = start - 1)
        {
            start = LineStart(text, end);
            int word = text[start..end].IndexOf(Skipped);
            if (word >= 0)
            {
                start += word + Skipped.Length - 1;
                return true;
            }
        }
        return false;
    }

    /// <summary>Of the line that holds a byte.</summary>
    private static int LineStart(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && text[at - 1] != (byte)'\n')
        {
            at--;
        }
        return Math.Max(at, 0);
    }
}

/// <summary>Whether memory is as a run left it.</summary>
public enum MemoryFate
{
    Lost,
    Lasted,
}
