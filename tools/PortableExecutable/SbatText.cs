using System.Globalization;
using System.Text;
using Keelson.Images;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// Generations for revocation as shim reads them (rhboot/shim, SBAT.md, csv.c and sbat.c): lines of a component's name,
/// its generation, and four columns for people. A line that shim cannot read costs the whole image.
/// </summary>
internal static class SbatText
{
    public static string SectionName { get; } = Encoding.ASCII.GetString(UnifiedSections.Sbat);

    private const int Columns = 6;

    /// <returns>What is wrong; null for nothing.</returns>
    public static string? Check(ReadOnlySpan<byte> section)
    {
        string[] lines = LinesOf(section);
        if (lines.Length == 0 || !lines[0].StartsWith("sbat,1,", StringComparison.Ordinal))
        {
            return "its first line is not that of SBAT itself, sbat,1,...";
        }

        foreach (string line in lines)
        {
            string[] columns = line.Split(',');
            if (columns.Length < Columns || columns.Any(string.IsNullOrWhiteSpace))
            {
                return $"'{line}' has not {Columns} columns with text in each";
            }

            if (
                line.Any(character => character is < ' ' or > '~')
                || !ushort.TryParse(columns[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort generation)
                || generation == 0
            )
            {
                return $"'{line}' has no generation from 1 to 65535, or is not plain ASCII";
            }
        }

        return null;
    }

    /// <summary>
    /// The stub's lines, and behind them those of the parts put into the image: what any part is revoked by revokes
    /// the whole.
    /// </summary>
    public static byte[] Merge(ReadOnlySpan<byte> stub, ReadOnlySpan<byte> more)
    {
        string[] own = LinesOf(stub);
        IEnumerable<string> added = LinesOf(more).Where(line => !own.Contains(line) && !IsOfSbat(line));
        return Encoding.Latin1.GetBytes(string.Concat(own.Concat(added).Select(line => line + "\n")));
    }

    private static bool IsOfSbat(string line) => line.StartsWith("sbat,", StringComparison.Ordinal);

    private static string[] LinesOf(ReadOnlySpan<byte> section)
    {
        int end = section.IndexOf((byte)0);
        return Encoding
            .Latin1.GetString(end < 0 ? section : section[..end])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
