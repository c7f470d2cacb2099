using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Symbols;

/// <summary>
/// Puts source positions into backtraces: <c>at kernel-shim+0x1a2c</c> becomes
/// <c>at kernel-shim+0x1a2c (kernel-shim/RuntimeContext.cs:12 RuntimeContext.Call)</c>. The offset counts from the
/// image's start. A backtrace that names its build (<c>build kernel-shim 0x1c562864a8512f07</c>) gets positions of that
/// build or none.
/// </summary>
public sealed partial class Symbolizer(ModuleMap modules)
{
    private const uint InstructionSize = 4;

    /// <summary>Of an image that carries no build.</summary>
    private const ulong NoBuild = 0;

    /// <summary>Whether a line names a place in a module.</summary>
    public static bool HasFrame(string line) => Frame().IsMatch(line);

    /// <summary>Whether a line is of use here: it names a place, or says of which build those after it are.</summary>
    public static bool IsOfBacktrace(string line) => HasFrame(line) || Build().IsMatch(line) || Begin().IsMatch(line);

    /// <summary>The same lines with positions added where they are known.</summary>
    public SymbolizedLog Rewrite(IReadOnlyList<string> lines)
    {
        List<(string Line, Dictionary<string, ulong> Builds)> log = WithBuilds(lines);
        // All questions first: one start of llvm-symbolizer per image instead of one per frame.
        Dictionary<Place, string?> answers = [];
        List<string> refusals = [];
        IEnumerable<Place> places = log.SelectMany(one =>
                Frame().Matches(one.Line).Select(match => PlaceOf(match, one.Builds))
            )
            .OfType<Place>()
            .Distinct();
        foreach (var group in places.GroupBy(place => (place.Module, place.Build)))
        {
            if (modules.Find(group.Key.Module, group.Key.Build) is not { } image)
            {
                continue;
            }

            if (Refusal(group.Key.Module, group.Key.Build, image) is { } refusal)
            {
                refusals.Add(refusal);
                continue;
            }

            Place[] inside = [.. group.Where(place => place.Offset < image.Size)];
            IReadOnlyList<string?> positions = LlvmSymbolizer.Ask(
                image.Path,
                [.. inside.Select(place => image.Base + place.Offset)]
            );
            foreach ((Place place, string? position) in inside.Zip(positions))
            {
                answers[place] = position;
            }
        }

        return new SymbolizedLog(
            [
                .. log.Select(one =>
                    Frame()
                        .Replace(
                            one.Line,
                            match =>
                                PlaceOf(match, one.Builds) is { } place
                                && answers.GetValueOrDefault(place) is { } position
                                    ? $"{match.Value} ({position})"
                                    : match.Value
                        )
                ),
            ],
            refusals
        );
    }

    /// <summary>Each line, and of which build a module's frames in it are. One log may have several.</summary>
    private static List<(string, Dictionary<string, ulong>)> WithBuilds(IReadOnlyList<string> lines)
    {
        List<(string, Dictionary<string, ulong>)> log = [];
        Dictionary<string, ulong> builds = [];
        foreach (string line in lines)
        {
            if (Begin().IsMatch(line))
            {
                builds = [];
            }

            if (
                Build().Match(line) is { Success: true } said
                && Hexadecimal(said.Groups["build"].ValueSpan) is { } build and not NoBuild
            )
            {
                builds = new(builds) { [said.Groups["module"].Value] = build };
            }

            log.Add((line, builds));
        }

        return log;
    }

    private static string? Refusal(string module, ulong? build, ImageFile image)
    {
        string file = Repository.Shorten(image.Path);
        return build is not null && image.Build != build
                ? $"frames of {module} were printed by build 0x{build:x}, and {file} is "
                    + (image.Build is { } other ? $"build 0x{other:x}" : "of no build that it names")
                    + $"; give the one that ran: --module {module}=PATH, its PDB beside it"
            : image.BuildOfPdb is { } pdb && pdb != image.Build
                ? $"{file} is build 0x{image.Build:x}, and its symbols, {Repository.Shorten(image.PdbPath!)}, are of "
                    + $"build 0x{pdb:x}; keep each image with its own"
            : null;
    }

    private static ulong Hexadecimal(ReadOnlySpan<char> digits) =>
        ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static Place? PlaceOf(Match match, Dictionary<string, ulong> builds)
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
        string module = match.Groups["module"].Value;
        return new Place(
            module,
            builds.TryGetValue(module, out ulong build) ? build : null,
            isReturnAddress && offset >= InstructionSize ? offset - InstructionSize : offset
        );
    }

    [GeneratedRegex(@"\b(?<kind>at|pc)\s+(?<module>[A-Za-z0-9][A-Za-z0-9._-]*)\+0x(?<offset>[0-9a-fA-F]+)\b")]
    private static partial Regex Frame();

    [GeneratedRegex(@"\bbuild (?<module>[A-Za-z0-9][A-Za-z0-9._-]*) 0x(?<build>[0-9a-f]{1,16})\s*$")]
    private static partial Regex Build();

    /// <summary>Of an account: what an earlier one said of its build holds no more.</summary>
    [GeneratedRegex(@"\bfatal: ")]
    private static partial Regex Begin();

    private sealed record Place(string Module, ulong? Build, uint Offset);
}

/// <summary>A log with positions in it.</summary>
/// <param name="Lines">As many as there were.</param>
/// <param name="Refusals">Of which frames there are no positions, as the image at hand is not the one that ran.</param>
public sealed record SymbolizedLog(IReadOnlyList<string> Lines, IReadOnlyList<string> Refusals);
