using System.Text;
using System.Text.Json;
using Keelson.Reports;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.BoardReports;

/// <summary>
/// What a user has of a run, as lines: without the terminal's escapes, without what a recorder put in front of each
/// line, in whatever encoding the recorder wrote.
/// </summary>
/// <param name="Name">The file, as it was named.</param>
public sealed record BoardLog(string Name, IReadOnlyList<string> Lines)
{
    /// <summary>A serial line has noise at most while a board switches on; a file with more is no log.</summary>
    private const int MaximumNoisePercent = 10;

    private static readonly (byte[] Start, string What, string Advice)[] s_others =
    [
        ([0x1f, 0x8b], "is compressed (gzip)", "unpack it first"),
        ([0xfd, (byte)'7', (byte)'z'], "is compressed (xz)", "unpack it first"),
        ([0x28, 0xb5, 0x2f, 0xfd], "is compressed (zstd)", "unpack it first"),
        ([(byte)'P', (byte)'K', 3, 4], "is a zip archive", "unpack it first"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "is a picture", "type its text, or have it recognized, into a file"),
        ([0xff, 0xd8, 0xff], "is a picture", "type its text, or have it recognized, into a file"),
    ];

    /// <exception cref="FailureException">It is empty, or no text.</exception>
    public static BoardLog Read(string name, ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> bytes = Text(name, file);
        List<string> lines = [];
        ConsoleDecoder decoder = new(lines.Add);
        decoder.Feed(bytes);
        decoder.Finish();
        string[] messages = [.. lines.Select(LavaMessage).OfType<string>()];
        return new BoardLog(name, LinePrefix.Of(messages).Remove(messages));
    }

    /// <summary>The text of a log as its recorder wrote it, escapes and prefixes too, in UTF-8.</summary>
    /// <exception cref="FailureException">It is empty, or no text.</exception>
    public static ReadOnlySpan<byte> Text(string name, ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
        {
            throw new FailureException(
                $"{name} is empty",
                "the recorder has to be running, at the right port and speed, before the board is switched on"
            );
        }

        foreach ((byte[] start, string what, string advice) in s_others)
        {
            if (file.StartsWith(start))
            {
                throw new FailureException($"{name} {what}", advice);
            }
        }

        ReadOnlySpan<byte> bytes = TextFile.ToUtf8(KeptText(file));
        RequireText(name, bytes);
        return WithLineFeeds(bytes);
    }

    /// <summary>The variable of a report, as efivarfs has it: four bytes of attributes, then the record.</summary>
    private static ReadOnlySpan<byte> KeptText(ReadOnlySpan<byte> file)
    {
        const int EfivarfsAttributes = 4;
        return
            KeptReport.TryRead(file, out ReadOnlySpan<byte> text, out _)
            || file.Length > EfivarfsAttributes && KeptReport.TryRead(file[EfivarfsAttributes..], out text, out _)
            ? text
            : file;
    }

    private static void RequireText(string name, ReadOnlySpan<byte> bytes)
    {
        int noise = 0;
        int first = -1;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\b' or 7 or 0x1b) or 0x7f)
            {
                noise++;
                first = first < 0 ? i : first;
            }
        }

        if (noise * 100L > bytes.Length * (long)MaximumNoisePercent)
        {
            throw new FailureException(
                $"{name} is no text: {noise} of its {bytes.Length} bytes are no characters, the first at offset "
                    + $"{first} (0x{bytes[first]:x2})",
                "give the console's log, report.ktap or report.txt; a log like this comes from a wrong baud rate"
            );
        }
    }

    /// <summary>A recorder that writes carriage returns alone ends its lines there.</summary>
    private static ReadOnlySpan<byte> WithLineFeeds(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)'\n'))
        {
            return bytes;
        }

        byte[] lines = bytes.ToArray();
        lines.AsSpan().Replace((byte)'\r', (byte)'\n');
        return lines;
    }

    /// <summary>
    /// LAVA's output.yaml has an object for each line; what the board said is in its <c>msg</c>, of the level
    /// <c>target</c>. What LAVA says itself may quote the board, and is none of the log.
    /// </summary>
    private static string? LavaMessage(string line)
    {
        if (!line.StartsWith("- {", StringComparison.Ordinal) || !line.Contains("\"msg\"", StringComparison.Ordinal))
        {
            return line;
        }

        try
        {
            using JsonDocument entry = JsonDocument.Parse(line[2..]);
            if (entry.RootElement.TryGetProperty("lvl", out JsonElement level) && !level.ValueEquals("target"))
            {
                return null;
            }

            return
                entry.RootElement.TryGetProperty("msg", out JsonElement message)
                && message.ValueKind == JsonValueKind.String
                ? message.GetString()!
                : line;
        }
        catch (JsonException)
        {
            return line;
        }
    }
}
