using System;

namespace Keelson.Reports;

/// <summary>
/// A report made short enough to keep: every group by its name, every result by its number and outcome, the text of
/// those that failed or were skipped and of every remark as far as there is room. Still KTAP version 1 when read again,
/// with as many results as the plan says.
/// </summary>
public struct ReportRecorder
{
    /// <summary>
    /// For the results without their texts, most of them skipped: texts have what is left. Of that, why something was
    /// skipped has half: a failure that comes later has to find room.
    /// </summary>
    private const int ResultBytes = 3072;

    /// <summary>Kept for the end: that something was cut, and the verdict.</summary>
    private const int EndBytes = 64;

    private int _textBytes;
    private int _openLength;

    public int Length { get; private set; }
    public bool HasCut { get; private set; }

    /// <param name="room">The same at every call, of <see cref="KeptReport.CapacityBytes"/> or
    /// <see cref="KeptReport.SmallCapacityBytes"/> without the header; <see cref="Length"/> bytes of it are
    /// written.</param>
    /// <param name="line">A line of a report.</param>
    public void Add(Span<byte> room, scoped ReadOnlySpan<byte> line)
    {
        // Pictures of the memory, where they were asked for, and times are for a console.
        if (line.StartsWith("# map"u8) || line.StartsWith("# time "u8))
        {
            return;
        }
        ReadOnlySpan<byte> inner = line;
        while (!inner.IsEmpty && inner[0] == ' ')
        {
            inner = inner[1..];
        }

        bool isResult = inner.StartsWith("ok "u8) || inner.StartsWith("not ok "u8);
        bool isSkip = isResult && line.IndexOf("# SKIP"u8) >= 0;
        bool isPass = inner.StartsWith("ok "u8) && !isSkip;
        room = room[..^EndBytes];
        if (!isResult && !inner.StartsWith("# "u8))
        {
            Append(room, line);
            return;
        }

        // A group has its name, by which the numbers in it are looked up.
        bool isName = inner.StartsWith("# Subtest: "u8) || inner.Length == line.Length && isResult;
        int most = (room.Length - ResultBytes) >> (isSkip ? 1 : 0);
        if (isName || !isPass && _textBytes + line.Length <= most)
        {
            _textBytes += isName ? 0 : line.Length;
            Append(room, line);
            return;
        }

        // That something was skipped is said without a text as well.
        HasCut |= !isPass && !isSkip;
        if (!isResult)
        {
            return;
        }

        int indent = line.Length - inner.Length;
        int number = indent + (inner[0] == 'o' ? "ok "u8.Length : "not ok "u8.Length);
        int digits = line[number..].IndexOf((byte)' ');
        Append(room, digits < 0 ? line : line[..(number + digits)]);
        if (!isSkip)
        {
            return;
        }

        Length--;
        if (!Append(room, " # SKIP"u8))
        {
            Length++;
        }
    }

    /// <summary>The last remark, for which there is always room.</summary>
    /// <param name="verdict">As <see cref="ReportEnd"/> has it; here a comment of KTAP.</param>
    public void Close(Span<byte> room, scoped ReadOnlySpan<byte> verdict)
    {
        _openLength = Length;
        if (HasCut)
        {
            Append(room, "# more was said than there is room for"u8);
        }

        Append(room, "# "u8);
        Length--;
        Append(room, verdict);
    }

    /// <summary>Takes the verdict back: something came after it.</summary>
    public void Reopen() => Length = _openLength;

    private bool Append(Span<byte> room, scoped ReadOnlySpan<byte> text)
    {
        if (text.Length >= room.Length - Length)
        {
            HasCut = true;
            return false;
        }

        text.CopyTo(room[Length..]);
        Length += text.Length;
        room[Length++] = (byte)'\n';
        return true;
    }
}
