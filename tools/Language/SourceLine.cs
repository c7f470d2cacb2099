using Keelson.Tools.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>Where an instruction stands in C#, by the symbols beside its assembly.</summary>
internal static class SourceLine
{
    private const int Hidden = 0xfeefee;

    /// <param name="place">Null for the method as a whole.</param>
    /// <returns><c>file(line)</c>, or the assembly's name when it has no symbols.</returns>
    public static string Of(MethodDefinition method, Instruction? place, string sourceRoot)
    {
        IEnumerable<SequencePoint> points = method.DebugInformation.SequencePoints.Where(one =>
            one.StartLine != Hidden
        );
        SequencePoint? point =
            points.LastOrDefault(one => one.Offset <= (place?.Offset ?? 0))
            ?? points.FirstOrDefault()
            ?? Nearby(method);
        return point is null
            ? method.Module.Name
            : $"{SourcePath.Locate(point.Document.Url, sourceRoot)}({point.StartLine})";
    }

    /// <summary>
    /// What the compiler made on its own account has no line: its type has, and what it made of an iterator.
    /// </summary>
    private static SequencePoint? Nearby(MethodDefinition method) =>
        FirstOf(
            method.DeclaringType.NestedTypes.FirstOrDefault(type =>
                type.Name.StartsWith($"<{method.Name}>d__", StringComparison.Ordinal)
            )
        ) ?? FirstOf(method.DeclaringType);

    private static SequencePoint? FirstOf(TypeDefinition? type) =>
        type
            ?.Methods.SelectMany(one => one.DebugInformation.SequencePoints)
            .FirstOrDefault(one => one.StartLine != Hidden);
}
