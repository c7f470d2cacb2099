using System.Runtime.CompilerServices;

namespace Keelson.Findings;

/// <summary>Findings counted: what the verdict asks for, and how many lines one of them may have.</summary>
public struct FindingTally
{
    /// <summary>A map of thousands of descriptors may be wrong in each: more lines say nothing more.</summary>
    public const int LinesEach = 8;

    [InlineArray(FindingCatalogue.Count + 1)]
    private struct Counts
    {
        private ushort _first;
    }

    private Counts _counts;

    public int Errors { get; private set; }
    public int Warnings { get; private set; }
    public int Notes { get; private set; }

    /// <summary>The first error: what comes after may follow from it.</summary>
    public FindingId FirstError { get; private set; }

    /// <returns>Whether it gets a line of its own.</returns>
    public bool Add(FindingId id)
    {
        switch (id.Facts().Severity)
        {
            case FindingSeverity.Error:
                Errors++;
                FirstError = FirstError == FindingId.None ? id : FirstError;
                break;
            case FindingSeverity.Warning:
                Warnings++;
                break;
            default:
                Notes++;
                break;
        }

        int count = _counts[(int)id];
        if (count < ushort.MaxValue)
        {
            _counts[(int)id]++;
        }

        return count < LinesEach;
    }

    public readonly int CountOf(FindingId id) => _counts[(int)id];
}
