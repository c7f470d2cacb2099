using Keelson.Tools.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>
/// The build gate for C# that would not do here what it does in .NET: it looks at a program's methods before they are
/// compiled, when constructs can still be told apart and every one has its line. What needs a heap or throws is left
/// to the gate for objects, as the compiler may find a way without.
/// </summary>
internal static class LanguageGate
{
    /// <param name="program">The application's own assembly, then all that it is made of.</param>
    /// <param name="sourceRoot">Where <c>/keelson/</c> in debug information points to.</param>
    /// <param name="heap">What the program has for objects.</param>
    public static IReadOnlyList<Diagnostic> Check(
        IReadOnlyList<ModuleDefinition> program,
        string sourceRoot,
        HeapKind heap
    )
    {
        // All of the application, and of the rest what it uses: code that nothing calls yet will be called.
        IReadOnlyCollection<MethodDefinition> reached = CallCount.Of(program).Reached;
        IEnumerable<MethodDefinition> methods = Methods(program[0])
            .Where(method =>
                !InstructionRules.IsTextOfRecord(method) && !InstructionRules.IsAnonymous(method.DeclaringType)
            )
            .Concat(reached.Where(method => method.Module != program[0]))
            // Of those it is the call that is refused.
            .Where(method => heap == HeapKind.Bump || !InstructionRules.NeedsHeap(method));
        List<Diagnostic> findings = [];
        foreach (MethodDefinition method in methods)
        {
            foreach ((Instruction? place, Refusal refusal) in MethodRules.Check(method, heap))
            {
                findings.Add(
                    new Diagnostic(
                        SourceLine.Of(method, place, sourceRoot),
                        refusal.Code,
                        $"{Describe(method)} {refusal.What}: {refusal.Advice}"
                    )
                );
            }
        }

        return [.. findings.Distinct()];
    }

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods);

    private static string Describe(MethodDefinition method) => $"{method.DeclaringType.FullName}.{method.Name}";
}
