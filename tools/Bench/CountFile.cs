using System.Globalization;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>What the plugin wrote in one run.</summary>
public sealed class CountFile
{
    private CountFile(IReadOnlyList<Mark> marks, IReadOnlyList<Place> places, IReadOnlyList<Return> returns)
    {
        Marks = marks;
        Places = places;
        Returns = returns;
    }

    /// <summary>In order of time; a mark that was reached again is there again.</summary>
    public IReadOnlyList<Mark> Marks { get; }
    public IReadOnlyList<Place> Places { get; }
    public IReadOnlyList<Return> Returns { get; }

    /// <exception cref="FailureException">A line that the plugin does not write: its source and this class do not
    /// agree.</exception>
    public static CountFile Parse(IEnumerable<string> lines)
    {
        List<Mark> marks = [];
        List<Place> places = [];
        List<Return> returns = [];
        foreach (string line in lines)
        {
            try
            {
                switch (line.Split(' '))
                {
                    case ["mark", var name, var address, .. { Length: 5 } counts]:
                        long[] before = [.. counts.Select(Decimal)];
                        marks.Add(
                            new Mark(
                                name,
                                Hexadecimal(address),
                                new Counts(before[0], before[1], before[2], before[3], before[4])
                            )
                        );
                        break;
                    case ["at", var offset, var executed]:
                        places.Add(new Place((uint)Hexadecimal(offset), Decimal(executed)));
                        break;
                    case ["call", var offset, var calls, var firmware]:
                        returns.Add(new Return((uint)Hexadecimal(offset), Decimal(calls), Decimal(firmware)));
                        break;
                    default:
                        throw new FormatException();
                }
            }
            catch (FormatException)
            {
                throw new FailureException(
                    $"the plugin wrote '{line}', which is none of its lines",
                    "make tools/Bench/plugin/counts.c and CountFile agree"
                );
            }
        }

        return new CountFile(marks, places, returns);
    }

    /// <summary>What was executed from one mark to the next of another name.</summary>
    /// <param name="segment">The marks, by name.</param>
    /// <returns>Null when the run did not come through there.</returns>
    public Counts? Between(Segment segment)
    {
        int start = 0;
        if (segment.After is { } after)
        {
            start = Find(after, 0) + 1;
            if (start == 0)
            {
                return null;
            }
        }

        Counts? least = null;
        do
        {
            int from = Find(segment.From, start);
            int to = from < 0 ? -1 : Find(segment.To, from + 1);
            if (to < 0)
            {
                return least;
            }

            Counts counts = Marks[to].Before - Marks[from].Before;
            least = least is { } before && Inside(before) <= Inside(counts) ? before : counts;
            start = to;
        } while (segment.Way == SegmentWay.Cheapest);
        return least;

        static long Inside(Counts counts) => counts.Total - counts.Firmware;
    }

    private int Find(string name, int start)
    {
        for (int i = start; i < Marks.Count; i++)
        {
            if (Marks[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static long Decimal(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static ulong Hexadecimal(string text) =>
        ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>A way between two marks, and what it is called in the table.</summary>
/// <param name="Name">The row.</param>
/// <param name="From">Where it begins: the first mark of this name.</param>
/// <param name="To">Where it ends: the first mark of this name after that.</param>
/// <param name="After">Where looking begins, if not at the start of the run.</param>
/// <param name="Way">Which of several ways between the two.</param>
public sealed record Segment(
    string Name,
    string From,
    string To,
    string? After = null,
    SegmentWay Way = SegmentWay.First
);

/// <summary>Which way is counted, where there are several.</summary>
public enum SegmentWay
{
    First,

    /// <summary>With the fewest instructions in the images that are watched.</summary>
    Cheapest,
}
