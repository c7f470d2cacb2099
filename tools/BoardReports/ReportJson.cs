using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.BoardReports;

/// <summary>Runs as JSON, and back: the form in which results are kept (docs/report.md).</summary>
public static class ReportJson
{
    private const string Schema = "keelson.report";
    private const int Version = 1;

    private sealed record Content(string Schema, int Version, IReadOnlyList<BoardRun> Runs);

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Not for HTML: a quotation mark may stand as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NewLine = "\n",
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new AddressConverter(),
        },
    };

    public static string Write(IReadOnlyList<BoardRun> runs) =>
        JsonSerializer.Serialize(new Content(Schema, Version, runs), s_options) + "\n";

    public static bool IsJson(ReadOnlySpan<byte> file) => file.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <exception cref="FailureException">It is not what <see cref="Write"/> makes.</exception>
    public static IReadOnlyList<BoardRun> Read(string name, ReadOnlySpan<byte> file)
    {
        try
        {
            Content content = JsonSerializer.Deserialize<Content>(file, s_options)!;
            return
                content is { Schema: Schema, Version: Version, Runs.Count: > 0 }
                && content.Runs.All(run => run is not null)
                ? content.Runs
                : throw Failure(
                    $"schema '{content.Schema}', version {content.Version}, "
                        + $"{content.Runs?.Count(run => run is not null) ?? 0} runs"
                );
        }
        catch (JsonException error)
        {
            throw Failure($"{error.Message.Split(" Path:")[0]} (line {error.LineNumber + 1}, at {error.Path ?? "$"})");
        }

        FailureException Failure(string why) =>
            new(
                $"{name} is JSON and no report of schema '{Schema}', version {Version}: {why}",
                "./build.sh report --json FILE LOG writes one; docs/report.md has the schema"
            );
    }

    /// <summary>A JSON number holds 53 bits in most readers; an address has 64.</summary>
    private sealed class AddressConverter : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && reader.GetString() is ['0', 'x', .. { Length: > 0 } digits]
            && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
                ? address
                : throw new JsonException("an address is a string such as \"0x4000\"");

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
            writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"));
    }
}
