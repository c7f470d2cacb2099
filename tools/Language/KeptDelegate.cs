using System.Diagnostics.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>
/// A delegate of a static method, or of a lambda that captures nothing, as the C# compiler has it: made once, where it
/// is first come by, and kept in a static of a type of the compiler's.
/// </summary>
/// <param name="Test">The kept one, or null where it is to be made: <c>ldsfld, dup, brtrue, pop</c>.</param>
/// <param name="Target"><c>ldsfld</c> or <c>ldnull</c>, what it is called on.</param>
/// <param name="Method"><c>ldftn</c>.</param>
/// <param name="Create"><c>newobj, dup, stsfld</c>.</param>
internal sealed record KeptDelegate(Instruction Test, Instruction Target, Instruction Method, Instruction Create)
{
    public FieldReference Keeper => (FieldReference)Test.Operand;

    /// <summary>Whether a delegate is made once, and knows nothing but a method: it needs no heap.</summary>
    public static bool IsOfMethodAlone(MethodDefinition maker, Instruction create) =>
        TryFind(create, out _)
        || (
            maker is { IsConstructor: true, IsStatic: true }
            && create.Previous
                is {
                    OpCode.Code: Code.Ldftn,
                    Previous: { OpCode.Code: Code.Ldnull }
                        or { OpCode.Code: Code.Ldsfld, Operand: FieldReference { DeclaringType.Name: ['<', ..] } }
                }
        );

    public static bool TryFind(Instruction create, [NotNullWhen(true)] out KeptDelegate? site)
    {
        site = null;
        if (
            create
                is not {
                    OpCode.Code: Code.Newobj,
                    Next: { OpCode.Code: Code.Dup, Next: { OpCode.Code: Code.Stsfld, Operand: FieldReference kept } },
                    Previous: { OpCode.Code: Code.Ldftn, Previous: { } target } method
                }
            || target
                is not {
                    OpCode.Code: Code.Ldsfld or Code.Ldnull,
                    Previous:
                    {
                        OpCode.Code: Code.Pop,
                        Previous:
                        {
                            OpCode.Code: Code.Brtrue or Code.Brtrue_S,
                            Previous:
                            {
                                OpCode.Code: Code.Dup,
                                Previous: { OpCode.Code: Code.Ldsfld, Operand: FieldReference asked } test
                            }
                        }
                    }
                }
            || asked.FullName != kept.FullName
            || !kept.DeclaringType.Name.StartsWith('<')
        )
        {
            return false;
        }

        site = new KeptDelegate(test, target, method, create);
        return true;
    }
}
