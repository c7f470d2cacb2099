using System.Globalization;
using System.Text.RegularExpressions;

namespace Keelson.Tools.Symbols;

/// <summary>
/// Puts source positions into backtraces: <c>at kernel-shim+0x1a2c</c> becomes
/// <c>at kernel-shim+0x1a2c (kernel-shim/RuntimeContext.cs:12 RuntimeContext.Call)</c>. The offset counts from the
/// image's start.
/// </summary>
public sealed partial class Symbolizer(ModuleMap modules)
{
    private const uint InstructionSize = 4;

    /// <summary>Whether a line names a place in a module.</summary>
    public static bool HasFrame(string line) => Frame().IsMatch(line);

    /// <summary>The same lines with positions added where they are known.</summary>
    public IReadOnlyList<string> Rewrite(IReadOnlyList<string> lines)
    {
        // All questions first: one start of llvm-symbolizer per module instead of one per frame.
        Dictionary<(string Module, uint Offset), string?> answers = [];
        var frames = lines
            .SelectMany(line => Frame().Matches(line))
            .Select(PlaceOf)
            .OfType<(string Module, uint Offset)>()
            .Distinct();
        foreach (IGrouping<string, (string Module, uint Offset)> group in frames.GroupBy(frame => frame.Module))
        {
            if (modules.Find(group.Key) is { } image)
            {
                uint[] offsets = [.. group.Select(frame => frame.Offset).Where(offset => offset < image.Size)];
                IReadOnlyList<string?> positions = LlvmSymbolizer.Ask(
                    image.Path,
                    [.. offsets.Select(offset => image.Base + offset)]
                );
                foreach ((uint offset, string? position) in offsets.Zip(positions))
                {
                    answers[(group.Key, offset)] = position;
                }
            }
        }

        return
        [
            .. lines.Select(line =>
                Frame()
                    .Replace(
                        line,
                        match =>
                            PlaceOf(match) is { } place && answers.GetValueOrDefault(place) is { } position
                                ? $"{match.Value} ({position})"
                                : match.Value
                    )
            ),
        ];
    }

    private static (string Module, uint Offset)? PlaceOf(Match match)
    {
        if (
            !uint.TryParse(
                match.Groups["offset"].Value,
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out uint offset
            )
        )
        {
            return null;
        }

        // "at" is a return address: the instruction after the call, which may be the next line's or even the next
        // method's.
        bool isReturnAddress = match.Groups["kind"].Value == "at";
        return (
            match.Groups["module"].Value,
            isReturnAddress && offset >= InstructionSize ? offset - InstructionSize : offset
        );
    }

    [GeneratedRegex(@"\b(?<kind>at|pc)\s+(?<module>[A-Za-z0-9][A-Za-z0-9._-]*)\+0x(?<offset>[0-9a-fA-F]+)\b")]
    private static partial Regex Frame();
}
