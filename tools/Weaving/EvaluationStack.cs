using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>What instructions take from the evaluation stack and put there (ECMA-335, III).</summary>
internal static class EvaluationStack
{
    /// <summary>Finds who takes what an instruction puts on the stack.</summary>
    /// <returns>Null where that cannot be told by going through the code from top to bottom.</returns>
    public static Instruction? ConsumerOf(Instruction producer)
    {
        Dictionary<Instruction, int> atTarget = [];
        int depth = 1;
        for (Instruction? one = producer.Next; one is not null; one = one.Next)
        {
            if (atTarget.TryGetValue(one, out int known))
            {
                depth = known;
            }

            if (Taken(one) is not { } taken)
            {
                return null;
            }

            if (depth - taken < 1)
            {
                return one;
            }

            depth += Put(one) - taken;
            foreach (Instruction target in Targets(one))
            {
                atTarget[target] = depth;
            }

            bool goesOn = one.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw);
            if (!goesOn && (one.Next is null || !atTarget.ContainsKey(one.Next)))
            {
                return null;
            }
        }

        return null;
    }

    public static IReadOnlyList<Instruction> Targets(Instruction one) =>
        one.Operand switch
        {
            Instruction target => [target],
            Instruction[] targets => targets,
            _ => [],
        };

    /// <returns>Null for what empties the stack.</returns>
    private static int? Taken(Instruction one) =>
        one.OpCode.StackBehaviourPop switch
        {
            StackBehaviour.Pop0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Pop1_pop1
            or StackBehaviour.Popi_pop1
            or StackBehaviour.Popi_popi
            or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8
            or StackBehaviour.Popref_pop1
            or StackBehaviour.Popref_popi => 2,
            StackBehaviour.Popi_popi_popi
            or StackBehaviour.Popref_popi_popi
            or StackBehaviour.Popref_popi_popi8
            or StackBehaviour.Popref_popi_popr4
            or StackBehaviour.Popref_popi_popr8
            or StackBehaviour.Popref_popi_popref => 3,
            StackBehaviour.Varpop when one.Operand is MethodReference callee => callee.Parameters.Count
                + (callee.HasThis && one.OpCode.Code != Code.Newobj ? 1 : 0),
            _ => null,
        };

    private static int Put(Instruction one) =>
        one.OpCode.StackBehaviourPush switch
        {
            StackBehaviour.Push0 => 0,
            StackBehaviour.Push1_push1 => 2,
            StackBehaviour.Varpush when one.Operand is MethodReference callee => callee.ReturnType.MetadataType
            == MetadataType.Void
                ? 0
                : 1,
            _ => 1,
        };
}
