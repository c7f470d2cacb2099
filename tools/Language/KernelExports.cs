using Keelson.Tools.Diagnostics;
using Mono.Cecil;

namespace Keelson.Tools.Language;

/// <summary>
/// What assembly and the kernel library call of a kernel (<c>arch/arm64</c>, <c>kernel/</c>): without one the linker
/// alone would speak, of a symbol and an archive.
/// </summary>
/// <param name="Symbols">Which it is to have.</param>
/// <param name="Project">The project's file: where there is no line to blame.</param>
internal sealed record KernelExports(IReadOnlyList<string> Symbols, string Project)
{
    private const string Code = "KEEL319";

    private static readonly Dictionary<string, (string Caller, string Shape, string[] Parameters)> s_known = new()
    {
        ["KernelMain"] = ("its entry calls", "static void KernelMain()", []),
        ["HandleException"] = (
            "any exception calls",
            "static unsafe void HandleException(ExceptionFrame* frame)",
            ["ExceptionFrame*"]
        ),
        ["KeelsonFailFast"] = ("the end of a program calls", "static void FailFast(FailReason reason)", ["FailReason"]),
        ["KernelPanic"] = (
            "the library calls where it cannot go on",
            "static unsafe void Panic(byte* text, int length)",
            ["Byte*", "Int32"]
        ),
    };

    /// <param name="own">The kernel's own assembly.</param>
    /// <param name="sourceRoot">Where <c>/keelson/</c> in debug information points to.</param>
    public IEnumerable<Diagnostic> Check(ModuleDefinition own, string sourceRoot)
    {
        MethodDefinition[] methods = [.. own.GetTypes().SelectMany(type => type.Methods)];
        MethodDefinition? main = methods.FirstOrDefault(one => EntryPoint.Is(one, "KernelMain"));
        foreach (string symbol in Symbols)
        {
            (string caller, string shape, string[] parameters) = s_known[symbol];
            string wanted = $"[RuntimeExport(\"{symbol}\")] private {shape}";
            MethodDefinition[] all = [.. methods.Where(one => EntryPoint.Is(one, symbol))];
            if (all.Length == 0)
            {
                yield return new Diagnostic(
                    main is null ? Project : SourceLine.Of(main, place: null, sourceRoot),
                    Code,
                    $"the kernel exports no {symbol}, which {caller}: write a method {wanted}"
                );
            }

            for (int i = 0; i < all.Length; i++)
            {
                if (i > 0 || !HasShape(all[i], parameters))
                {
                    yield return new Diagnostic(
                        SourceLine.Of(all[i], place: null, sourceRoot),
                        Code,
                        $"{all[i].DeclaringType.FullName}.{all[i].Name} is "
                            + (
                                i > 0
                                    ? $"a second {symbol}: keep one"
                                    : $"no {symbol} of the shape that {caller}: {wanted}"
                            )
                    );
                }
            }
        }
    }

    private static bool HasShape(MethodDefinition method, string[] parameters) =>
        method is { IsStatic: true, HasGenericParameters: false, ReturnType.FullName: "System.Void" }
        && method.Parameters.Select(one => one.ParameterType.Name).SequenceEqual(parameters);
}
