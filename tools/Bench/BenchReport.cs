using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keelson.Tools.Bench;

/// <summary>A file whose size is compared.</summary>
public sealed record ImageSize(string Name, long Bytes);

/// <summary>All that one run of <c>bench</c> found out.</summary>
/// <param name="Versions">Of everything that the counts depend on, by what it is.</param>
public sealed record BenchReport(
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyList<Measurement> Measurements,
    IReadOnlyList<ImageSize> Sizes
)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <returns>Null when it was not measured.</returns>
    public Counts? CountsOf(string name) => Measurements.FirstOrDefault(one => one.Name == name)?.Counts;

    /// <inheritdoc cref="CountsOf"/>
    public long? SizeOf(string name) => Sizes.FirstOrDefault(one => one.Name == name)?.Bytes;

    public byte[] ToJson(IReadOnlyList<Verdict> verdicts) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Versions,
                Measurements,
                Sizes,
                Budgets = verdicts,
            },
            s_options
        );
}
