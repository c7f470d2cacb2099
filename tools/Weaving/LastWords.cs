using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Makes what a program ends with never return, whoever wrote it: where its end is reached, it stays. Behind a call of
/// it stands nothing (<c>NeedlessChecks</c>).
/// </summary>
internal static class LastWords
{
    public const string Symbol = "KeelsonFailFast";

    /// <returns>Returns rewritten.</returns>
    public static int Rewrite(IReadOnlyList<ModuleDefinition> program) =>
        program
            .SelectMany(module => module.GetTypes())
            .SelectMany(type => type.Methods)
            .Where(method => EntryPoint.Is(method, Symbol))
            .Sum(Rewrite);

    private static int Rewrite(MethodDefinition method)
    {
        Instruction[] returns = [.. method.Body.Instructions.Where(one => one.OpCode.Code == Code.Ret)];
        method.Body.SimplifyMacros();
        foreach (Instruction end in returns)
        {
            // In place, as branches lead here.
            end.OpCode = OpCodes.Br;
            end.Operand = end;
        }

        method.Body.OptimizeMacros();
        return returns.Length;
    }
}
