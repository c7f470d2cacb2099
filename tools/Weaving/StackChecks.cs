using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Puts the stack's guard (runtime, <c>StackGuard</c>) where a program's depth is not known before it runs: at the
/// begin of each method that can lead back to itself, or has a large frame, and in front of each stackalloc. Programs
/// that set no limit, the kernel-shim with its guard pages, get none.
/// </summary>
internal static class StackChecks
{
    private const string GuardName = "Internal.Runtime.StackGuard";

    /// <summary>Fewer bytes than this are within what the guard keeps free.</summary>
    private const int LargeFrameBytes = 2048;

    /// <returns>Methods that were given a check.</returns>
    public static int Insert(IReadOnlyList<ModuleDefinition> program)
    {
        CallCount calls = CallCount.Of(program);
        TypeDefinition? guard = program
            .Select(module => module.GetType(GuardName))
            .FirstOrDefault(type => type is not null);
        if (guard is null || !calls.Reached.Any(method => method.DeclaringType == guard && method.Name == "Limit"))
        {
            return 0;
        }

        HashSet<MethodDefinition> circular = calls.LeadingBack();
        int count = 0;
        // Static constructors and what only they call are not reached by name; they are checked as the rest.
        foreach (
            MethodDefinition method in program.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods)
        )
        {
            if (!method.HasBody || method.DeclaringType == guard)
            {
                continue;
            }

            bool isDeep =
                circular.Contains(method)
                || method.Body.Variables.Sum(variable => TypeSize.Of(variable.VariableType)) > LargeFrameBytes;
            if (isDeep | InsertAtStackallocs(method, guard))
            {
                count++;
            }

            if (isDeep)
            {
                Instruction first = method.Body.Instructions[0];
                method
                    .Body.GetILProcessor()
                    .InsertBefore(first, Instruction.Create(OpCodes.Call, Member(method.Module, guard, "Check")));
            }
        }

        return count;
    }

    private static bool InsertAtStackallocs(MethodDefinition method, TypeDefinition guard)
    {
        Instruction[] places = [.. method.Body.Instructions.Where(one => one.OpCode.Code == Code.Localloc)];
        if (places.Length == 0)
        {
            return false;
        }

        method.Body.SimplifyMacros();
        ILProcessor processor = method.Body.GetILProcessor();
        foreach (Instruction place in places)
        {
            processor.InsertBefore(place, processor.Create(OpCodes.Dup));
            processor.InsertBefore(place, processor.Create(OpCodes.Call, Member(method.Module, guard, "CheckRoom")));
        }

        method.Body.OptimizeMacros();
        return true;
    }

    private static MethodReference Member(ModuleDefinition module, TypeDefinition guard, string name) =>
        module.ImportReference(guard.Methods.Single(method => method.Name == name));
}
