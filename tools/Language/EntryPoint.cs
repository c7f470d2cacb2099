using Keelson.Tools.Diagnostics;
using Mono.Cecil;

namespace Keelson.Tools.Language;

/// <param name="Symbol">What the linker enters the image at.</param>
/// <param name="Project">The project's file: where there is no line to blame.</param>
internal sealed record ProgramEntry(string Symbol, string Project);

/// <summary>
/// The method that the firmware calls (UEFI 2.10, 4.1: a handle and the system table, returns a status): without one
/// the linker alone would speak, and of a symbol.
/// </summary>
internal static class EntryPoint
{
    private const string Code = "KEEL319";

    /// <summary>What is passed in one register whole, as <c>EFI_STATUS</c> is.</summary>
    private static readonly string[] s_wide = ["EfiStatus", "UInt64", "Int64", "UIntPtr", "IntPtr"];

    /// <param name="own">The application's own assembly.</param>
    /// <param name="entry">What it is to have.</param>
    /// <param name="sourceRoot">Where <c>/keelson/</c> in debug information points to.</param>
    public static IEnumerable<Diagnostic> Check(ModuleDefinition own, ProgramEntry entry, string sourceRoot)
    {
        string symbol = entry.Symbol;
        string shape = $"[RuntimeExport(\"{symbol}\")] static EfiStatus {symbol}(nint imageHandle, nint systemTable)";
        MethodDefinition[] all = [.. own.GetTypes().SelectMany(type => type.Methods).Where(one => Is(one, symbol))];
        if (all.Length == 0)
        {
            yield return new Diagnostic(
                entry.Project,
                Code,
                $"the program has no entry point: write a method {shape}; Main is not called, and an entry point in "
                    + "a library is not seen"
            );
        }

        for (int i = 0; i < all.Length; i++)
        {
            if (i > 0 || !HasShape(all[i]))
            {
                yield return new Diagnostic(
                    SourceLine.Of(all[i], place: null, sourceRoot),
                    Code,
                    $"{all[i].DeclaringType.FullName}.{all[i].Name} is "
                        + (i > 0 ? "a second entry point: keep one" : $"no entry point as firmware calls it: {shape}")
                );
            }
        }
    }

    /// <returns>Whether a method is exported as that symbol.</returns>
    public static bool Is(MethodDefinition method, string symbol) =>
        method.HasBody
        && method.CustomAttributes.Any(one =>
            one is { AttributeType.Name: "RuntimeExportAttribute", ConstructorArguments: [{ Value: string name }] }
            && name == symbol
        );

    private static bool HasShape(MethodDefinition method) =>
        method is { IsStatic: true, HasGenericParameters: false, Parameters.Count: 2 }
        && IsWide(method.ReturnType)
        && method.Parameters.All(one => one.ParameterType is PointerType || IsWide(one.ParameterType));

    private static bool IsWide(TypeReference type) => s_wide.Contains(type.Name);
}
