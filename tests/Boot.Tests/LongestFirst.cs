using Keelson.Boot.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Keelson.Boot.Tests;

/// <summary>
/// The classes that take longest begin first, so that none of them is left alone on one core at the end. Nothing else
/// depends on the order.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_longest =
    [
        nameof(HostileServiceTests),
        nameof(HostileTests),
        nameof(BuildTests),
        nameof(KexecTests),
        nameof(LinuxKexecTests),
        nameof(KeptReportTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    /// <param name="collection">As xunit names that of a class.</param>
    private static int Rank(string collection)
    {
        int rank = Array.FindIndex(s_longest, name => collection.Contains($".{name} ", StringComparison.Ordinal));
        return rank < 0 ? s_longest.Length : rank;
    }
}
