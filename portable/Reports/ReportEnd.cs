using System;

namespace Keelson.Reports;

/// <summary>The last line of a report, by which every reader finds it: fixed words.</summary>
public static class ReportEnd
{
    /// <summary>What the kernel-shim begins each line of its log with.</summary>
    public static ReadOnlySpan<byte> LogPrefix => "keelson: "u8;
    public static ReadOnlySpan<byte> Passed => "report passed"u8;
    public static ReadOnlySpan<byte> Failed => "report failed"u8;

    /// <summary>Whether a line of the log is that line.</summary>
    public static bool IsPassed(ReadOnlySpan<byte> line) => Is(line, Passed);

    /// <inheritdoc cref="IsPassed"/>
    public static bool IsFailed(ReadOnlySpan<byte> line) => Is(line, Failed);

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> words) =>
        line.StartsWith(LogPrefix) && line[LogPrefix.Length..].StartsWith(words);
}
