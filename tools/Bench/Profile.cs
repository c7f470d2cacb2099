using Keelson.Tools.Symbols;

namespace Keelson.Tools.Bench;

/// <summary>A function's share of a run.</summary>
/// <param name="Own">Instructions of its own.</param>
/// <param name="Calls">Calls that left the image.</param>
/// <param name="Firmware">Instructions that those took.</param>
public sealed record FunctionCost(string Name, long Own, long Calls, long Firmware);

/// <summary>Which functions the counts belong to, dearest first.</summary>
public static class Profile
{
    private const uint InstructionBytes = 4;

    /// <param name="map">Of the image that was watched first.</param>
    public static IReadOnlyList<FunctionCost> Of(CountFile counts, MapFile map)
    {
        ILookup<string, long> own = counts.Places.ToLookup(place => map.NameAt(place.Offset), place => place.Executed);
        // The instruction before the one that was come back to is the call; it may be the last of its function.
        ILookup<string, Return> returns = counts.Returns.ToLookup(one =>
            map.NameAt(one.Offset - Math.Min(one.Offset, InstructionBytes))
        );
        return
        [
            .. own.Select(group => group.Key)
                .Union(returns.Select(group => group.Key))
                .Select(name => new FunctionCost(
                    name,
                    own[name].Sum(),
                    returns[name].Sum(one => one.Calls),
                    returns[name].Sum(one => one.Firmware)
                ))
                .OrderByDescending(cost => cost.Own + cost.Firmware),
        ];
    }
}
