using System.Globalization;
using System.Text;
using System.Text.Json;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Symbols;

/// <summary>Asks <c>llvm-symbolizer</c>, which reads the PDB beside the image.</summary>
internal static class LlvmSymbolizer
{
    // Well below every system's limit for a command line.
    private const int AddressesPerStart = 256;

    /// <returns>For each address <c>file:line Method</c>, or what is known of it, or null.</returns>
    public static IReadOnlyList<string?> Ask(string image, IReadOnlyList<ulong> addresses) =>
        [.. addresses.Chunk(AddressesPerStart).SelectMany(chunk => AskOnce(image, chunk))];

    private static IEnumerable<string?> AskOnce(string image, ulong[] addresses)
    {
        string program =
            ExecutableSearch.Find("llvm-symbolizer")
            ?? throw new FailureException("llvm-symbolizer is not on this machine", "run the setup verb");
        StringBuilder output = new();
        string[] arguments =
        [
            $"--obj={image}",
            "--output-style=JSON",
            "--no-inlines",
            .. addresses.Select(address => "0x" + address.ToString("x", CultureInfo.InvariantCulture)),
        ];
        int? status = ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, line => output.AppendLine(line));
        try
        {
            using JsonDocument answer = JsonDocument.Parse(output.ToString());
            return [.. answer.RootElement.EnumerateArray().Select(Describe)];
        }
        catch (JsonException)
        {
            throw new FailureException(
                $"{CommandText.Format(program, arguments)} ended with status "
                    + $"{status?.ToString(CultureInfo.InvariantCulture) ?? "none"}: {output}",
                "run it by hand to see why"
            );
        }
    }

    private static string? Describe(JsonElement frame)
    {
        if (!frame.TryGetProperty("Symbol", out JsonElement symbols) || symbols.GetArrayLength() == 0)
        {
            return null;
        }

        string method = MethodName.Readable(symbols[0].GetProperty("FunctionName").GetString() ?? "");
        string file = SourcePath.Relative(symbols[0].GetProperty("FileName").GetString() ?? "");
        string position = file.Length > 0 ? $"{file}:{symbols[0].GetProperty("Line").GetInt32()} {method}" : method;
        return position.Length > 0 ? position.TrimEnd() : null;
    }
}
