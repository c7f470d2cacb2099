using System.Text;
using Keelson.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>A text or value of a line: the load of the line's address, what computes the value, and the call.</summary>
internal sealed class LinePiece
{
    private const string Addresses = "Keelson.Addresses.";
    private const int MaximumTextBytes = (byte)LinePart.Begin - 1;

    private LinePiece(Instruction load, Instruction call)
    {
        Load = load;
        Call = call;
        Line = (VariableDefinition)load.Operand;
    }

    public VariableDefinition Line { get; }

    /// <summary>Of the line's address.</summary>
    public Instruction Load { get; }

    public Instruction Call { get; }

    /// <summary>Of the pattern; null where it has none for this.</summary>
    public byte[]? Parts { get; private init; }

    /// <summary>How many it takes: a text is a place and a length.</summary>
    public int Values { get; private init; }

    /// <summary>Something is called for the value that may write memory; what only tells has no such name.</summary>
    public bool MayWrite { get; private init; }

    /// <returns>Null where something else follows, or what only a look at the whole method could tell.</returns>
    public static LinePiece? After(Instruction last, VariableDefinition line, MethodDefinition method)
    {
        Instruction? load = last.Next;
        while (load is { OpCode.Code: Code.Nop })
        {
            load = load.Next;
        }

        if (
            load is not { OpCode.Code: Code.Ldloca }
            || load.Operand != line
            || EvaluationStack.ConsumerOf(load) is not { OpCode.Code: Code.Call } call
            || call.Operand is not MethodReference { DeclaringType: var type } callee
            || !callee.Name.StartsWith("Append", StringComparison.Ordinal)
            || (type.FullName != line.VariableType.FullName && type.Name != Utf8Data.HolderName)
            || !IsWhole(load, call, method)
        )
        {
            return null;
        }

        if (load.Next is { OpCode.Code: Code.Ldstr, Operand: string text } && load.Next.Next == call)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            return new LinePiece(load, call)
            {
                Parts =
                    bytes.Length <= MaximumTextBytes ? (bytes.Length == 0 ? [] : [(byte)bytes.Length, .. bytes]) : null,
            };
        }

        LinePart? part = callee.Parameters is [var only] ? PartOf(callee, only.ParameterType) : null;
        return new LinePiece(load, call)
        {
            Parts = part is { } known ? [(byte)known] : null,
            Values = part == LinePart.Utf8 ? 2 : 1,
            MayWrite = Between(load, call).Any(MayWriteMemory),
        };
    }

    /// <summary>Takes the line's address away, and puts what the pattern wants in place of the call.</summary>
    /// <returns>The last instruction of it.</returns>
    public Instruction LeaveValues(ILProcessor il, ModuleDefinition module)
    {
        MethodReference callee = (MethodReference)Call.Operand;
        (Load.OpCode, Load.Operand) = (OpCodes.Nop, null);
        if (Values == 0)
        {
            (Load.Next.OpCode, Load.Next.Operand) = (OpCodes.Nop, null);
            (Call.OpCode, Call.Operand) = (OpCodes.Nop, null);
            return Call;
        }

        TypeReference type = callee.Parameters[0].ParameterType;
        if (type.MetadataType is not MetadataType.ValueType and not MetadataType.GenericInstance || IsEnum(type))
        {
            (Call.OpCode, Call.Operand) = (IsSigned(type) ? OpCodes.Conv_I8 : OpCodes.Conv_U8, null);
            return Call;
        }

        VariableDefinition held = new(module.ImportReference(type));
        il.Body.Variables.Add(held);
        (Call.OpCode, Call.Operand) = (OpCodes.Stloc, held);
        return Values == 1
            ? Append(il, (OpCodes.Ldloca, held), (OpCodes.Call, Member(module, type, "get_Value")))
            : Append(
                il,
                (OpCodes.Ldloc, held),
                (OpCodes.Call, Reference(module, type)),
                (OpCodes.Conv_U8, null),
                (OpCodes.Ldloca, held),
                (OpCodes.Call, Member(module, type, "get_Length")),
                (OpCodes.Conv_I8, null)
            );
    }

    private Instruction Append(ILProcessor il, params (OpCode Code, object? Operand)[] added)
    {
        Instruction end = Call;
        foreach ((OpCode code, object? operand) in added)
        {
            Instruction one = operand switch
            {
                VariableDefinition variable => il.Create(code, variable),
                MethodReference method => il.Create(code, method),
                FieldReference field => il.Create(code, field),
                _ => il.Create(code),
            };
            il.InsertAfter(end, one);
            end = one;
        }

        return end;
    }

    private static LinePart? PartOf(MethodReference callee, TypeReference type) =>
        callee.Name switch
        {
            "AppendHexadecimal" => LinePart.Hexadecimal,
            "AppendFormatted" => type.MetadataType switch
            {
                MetadataType.UInt32 or MetadataType.UInt64 or MetadataType.UIntPtr => LinePart.Unsigned,
                MetadataType.Int32 or MetadataType.Int64 or MetadataType.IntPtr => LinePart.Signed,
                _ => type.FullName switch
                {
                    Addresses + "PhysicalAddress" or Addresses + "VirtualAddress" => LinePart.Address,
                    "System.ReadOnlySpan`1<System.Byte>" => LinePart.Utf8,
                    "Keelson.Uefi.EfiStatus" => LinePart.Status,
                    _ => null,
                },
            },
            _ => null,
        };

    private static bool IsEnum(TypeReference type) => type.Resolve() is { IsEnum: true };

    private static bool IsSigned(TypeReference type) =>
        type.MetadataType is MetadataType.Int32 or MetadataType.Int64 or MetadataType.IntPtr;

    private static MethodReference Member(ModuleDefinition module, TypeReference type, string name)
    {
        MethodReference found = module.ImportReference(type.Resolve().Methods.Single(one => one.Name == name));
        found.DeclaringType = module.ImportReference(type);
        return found;
    }

    /// <summary><c>MemoryMarshal.GetReference</c> of a span of bytes.</summary>
    private static GenericInstanceMethod Reference(ModuleDefinition module, TypeReference span)
    {
        GenericInstanceMethod found = new(
            module.ImportReference(
                span.Resolve()
                    .Module.GetType("System.Runtime.InteropServices.MemoryMarshal")
                    .Methods.Single(one =>
                        one.Name == "GetReference" && one.Parameters[0].ParameterType.Name == span.Name
                    )
            )
        );
        found.GenericArguments.Add(module.TypeSystem.Byte);
        return found;
    }

    private static IEnumerable<Instruction> Between(Instruction load, Instruction call)
    {
        for (Instruction one = load.Next; one != call; one = one.Next)
        {
            yield return one;
        }
    }

    /// <summary>Nothing enters between the two or leaves but through the call.</summary>
    private static bool IsWhole(Instruction load, Instruction call, MethodDefinition method)
    {
        HashSet<Instruction> inside = [.. Between(load, call), call];
        return method.Body.Instructions.All(one =>
            EvaluationStack.Targets(one).All(target => inside.Contains(target) == inside.Contains(one))
        );
    }

    /// <summary>Properties and <c>Text()</c> of values tell, and write nothing.</summary>
    private static bool MayWriteMemory(Instruction one) =>
        one.OpCode.Code is Code.Calli or Code.Newobj or Code.Stobj or Code.Cpblk or Code.Initblk
        || (
            one.Operand is MethodReference callee
            && !callee.Name.StartsWith("get_", StringComparison.Ordinal)
            && !callee.Name.StartsWith("op_", StringComparison.Ordinal)
            && callee.Name != "Text"
        );
}
