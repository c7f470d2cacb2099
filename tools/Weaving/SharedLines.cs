using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Lets the lines that a method writes one after the other have the same memory, and builds a line that has a name
/// where it is kept. csc makes a local of each, which the JIT gives a place of its own in the frame, so that thirty
/// lines are 8 KB of stack; and it copies what has a name out of such a local.
/// </summary>
internal static class SharedLines
{
    private const string LineType = "Keelson.Text.TextLine";

    public static void Rewrite(IReadOnlyList<ModuleDefinition> program)
    {
        TypeDefinition[] types = [.. program.SelectMany(module => module.GetTypes())];
        // Who can keep a line's address may use it after the call that got it.
        if (types.SelectMany(type => type.Fields).Any(IsAddressOfLine))
        {
            return;
        }

        foreach (
            MethodDefinition method in types
                .SelectMany(type => type.Methods)
                .Where(method => method is { HasBody: true, Body.HasExceptionHandlers: false })
                .Where(method => method.Body.Variables.Count(IsLine) > 1)
        )
        {
            method.Body.SimplifyMacros();
            List<Instruction> code = [.. method.Body.Instructions];
            foreach (Use use in UsesIn(method, code))
            {
                Keep(use, method, code);
            }

            Share(method, code);
            method.Body.OptimizeMacros();
        }
    }

    /// <summary>Of lines without a name, in their order.</summary>
    private static Use[] UsesIn(MethodDefinition method, List<Instruction> code)
    {
        HashSet<VariableDefinition> named =
        [
            .. method
                .DebugInformation.GetScopes()
                .SelectMany(scope => scope.Variables)
                .Select(variable => method.Body.Variables[variable.Index]),
        ];
        return
        [
            .. method
                .Body.Variables.Where(variable => IsLine(variable) && !named.Contains(variable))
                .Select(variable => Use.Of(variable, code))
                .OfType<Use>()
                .OrderBy(use => use.First),
        ];
    }

    /// <summary>Builds a line in the local that it is copied to, where that holds nothing yet.</summary>
    private static void Keep(Use use, MethodDefinition method, List<Instruction> code)
    {
        if (
            use.Copy is not { Next: { OpCode.Code: Code.Stloc, Operand: VariableDefinition kept } store }
            || !IsLine(kept)
            || code.FindIndex(one => one.Operand == kept) != code.IndexOf(store)
            // In a turn of a loop it may hold what the turn before put there.
            || code.Skip(use.Last).SelectMany(EvaluationStack.Targets).Any(to => code.IndexOf(to) <= use.Last)
        )
        {
            return;
        }

        Forget(use.Copy);
        Forget(store);
        Rename(use.Line, kept, method, code);
    }

    private static void Share(MethodDefinition method, List<Instruction> code)
    {
        List<Use> kept = [];
        foreach (Use use in UsesIn(method, code))
        {
            int free = kept.FindIndex(one => one.Last < use.First);
            if (free < 0)
            {
                kept.Add(use);
                continue;
            }

            Rename(use.Line, kept[free].Line, method, code);
            kept[free] = use with { Line = kept[free].Line };
        }
    }

    private static void Rename(
        VariableDefinition line,
        VariableDefinition other,
        MethodDefinition method,
        List<Instruction> code
    )
    {
        foreach (Instruction one in code.Where(one => one.Operand == line))
        {
            one.Operand = other;
        }

        method.Body.Variables.Remove(line);
    }

    /// <summary>It may be a branch's target or have a line of the source, so it stays, as nothing.</summary>
    private static void Forget(Instruction one) => (one.OpCode, one.Operand) = (OpCodes.Nop, null);

    private static bool IsLine(VariableDefinition variable) => variable.VariableType.FullName == LineType;

    private static bool IsAddressOfLine(FieldDefinition field) =>
        field.FieldType is ByReferenceType { ElementType.FullName: LineType };

    /// <summary>From where to where a line is used, by numbers of instructions.</summary>
    /// <param name="Copy">The load of all of it that ends the use; null where a call does.</param>
    private sealed record Use(VariableDefinition Line, int First, int Last, Instruction? Copy)
    {
        /// <returns>Null for one that is more than begun, written to and passed on, in a stretch of its own.</returns>
        public static Use? Of(VariableDefinition line, List<Instruction> code)
        {
            int[] uses = [.. Enumerable.Range(0, code.Count).Where(i => code[i].Operand == line)];
            if (uses.Length == 0 || !IsBegin(code[uses[0]]))
            {
                return null;
            }

            int last = uses[^1];
            Instruction? copy = code[last].OpCode.Code == Code.Ldloc ? code[last] : null;
            foreach (int use in copy is null ? uses : uses[..^1])
            {
                if (
                    code[use].OpCode.Code != Code.Ldloca
                    || EvaluationStack.ConsumerOf(code[use]) is not { OpCode.Code: Code.Call or Code.Callvirt } call
                    || call.Operand is not MethodReference callee
                    || MayKeepAddress(callee.ReturnType)
                )
                {
                    return null;
                }

                last = Math.Max(last, code.IndexOf(call));
            }

            HashSet<Instruction> inside = [.. code[(uses[0] + 1)..(last + 1)]];
            return code.Where((_, i) => i < uses[0] || i > last)
                .SelectMany(EvaluationStack.Targets)
                .Any(inside.Contains)
                ? null
                : new Use(line, uses[0], last, copy);
        }

        /// <summary>What a call gives back may lead to what it was given.</summary>
        private static bool MayKeepAddress(TypeReference returned) =>
            returned.MetadataType != MetadataType.Void
            && !returned.IsPrimitive
            && (
                returned is ByReferenceType or PointerType or GenericParameter
                || returned.Resolve() is not { } type
                || type.CustomAttributes.Any(one => one.AttributeType.Name == "IsByRefLikeAttribute")
            );

        /// <summary>Two lengths, and the constructor on it.</summary>
        private static bool IsBegin(Instruction load) =>
            load.Next?.Next?.Next
                is { OpCode.Code: Code.Call, Operand: MethodReference { Name: ".ctor", Parameters.Count: 2 } };
    }
}
