using Keelson.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>
/// What an instruction may do. Those that C# has no common use for, and nothing here was tried with, are refused by
/// name.
/// </summary>
internal static class InstructionRules
{
    /// <summary>What interpolated strings become.</summary>
    private static readonly string[] s_handlers = ["TextLine", "DefaultInterpolatedStringHandler"];

    private static readonly string[] s_inheritable = ["ToString", "GetHashCode", "Equals", "GetType"];

    public static Refusal? Judge(MethodDefinition method, Instruction instruction, HeapKind heap)
    {
        try
        {
            return JudgeKnown(method, instruction, heap);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Anything not foreseen is still reported as a construct at a line, without a stack trace.
            return Refusal.Unknown(error.Message);
        }
    }

    private static Refusal? JudgeKnown(MethodDefinition method, Instruction instruction, HeapKind heap) =>
        heap != HeapKind.Bump && TypeArguments.OfClassToBeMade(instruction.Operand) is { } made
            ? Refusal.NewOfClass(made.FullName)
            : instruction.OpCode.Code switch
            {
                Code.Call or Code.Callvirt => JudgeCall(method, instruction, heap),
                Code.Newobj => JudgeNew(method, instruction, heap),
                Code.Isinst or Code.Castclass => JudgeCast((TypeReference)instruction.Operand),
                Code.Ldtoken => method.Name == "get_EqualityContract" ? Refusal.RecordClass : JudgeToken(instruction),
                Code.Throw => instruction.Previous is { OpCode.Code: Code.Newobj } ? null : Refusal.Throw,
                Code.Ldvirtftn => heap == HeapKind.Bump ? null : Refusal.Delegate,
                Code.Localloc => JudgeStackalloc(method, instruction),
                Code.Ldfld or Code.Ldflda or Code.Ldsfld or Code.Ldsflda or Code.Stfld or Code.Stsfld => (
                    (FieldReference)instruction.Operand
                ).Resolve()
                    is null
                    ? Refusal.Missing(((FieldReference)instruction.Operand).FullName)
                    : null,
                Code.Arglist
                or Code.Jmp
                or Code.Mkrefany
                or Code.Refanytype
                or Code.Refanyval
                or Code.Rethrow
                or Code.Tail
                or Code.Ckfinite
                or Code.No => Refusal.Instruction(instruction.OpCode.Name),
                _ => null,
            };

    private static Refusal? JudgeCall(MethodDefinition caller, Instruction instruction, HeapKind heap)
    {
        MethodReference callee = (MethodReference)instruction.Operand;
        if (callee.DeclaringType is ArrayType)
        {
            return Refusal.ArrayShape;
        }

        if (callee.Resolve() is not { } definition)
        {
            return Refusal.Missing(callee.FullName);
        }

        if (heap != HeapKind.Bump && NeedsHeap(definition))
        {
            return HeapRefusal(definition, $"{definition.DeclaringType.FullName}.{definition.Name}");
        }

        if (
            definition.CustomAttributes.Any(one => one.AttributeType.Name == "NeedsOrderAttribute")
            && TypeArguments.WithoutOrder(callee) is { } unordered
        )
        {
            return Refusal.Unordered(definition.Name, unordered.FullName);
        }

        if (s_handlers.Contains(definition.DeclaringType.Name) && definition.Name == "AppendFormatted")
        {
            return JudgeFormat(caller, callee, definition, instruction);
        }

        TypeReference? constraint = instruction.Previous is { OpCode.Code: Code.Constrained } prefix
            ? (TypeReference)prefix.Operand
            : null;
        if (
            instruction.OpCode.Code == Code.Callvirt
            && definition is { IsVirtual: true, HasGenericParameters: true }
            && constraint is null
        )
        {
            return Refusal.VirtualGeneric(definition.FullName);
        }

        if (
            heap != HeapKind.Bump
            && constraint?.Resolve() is { IsValueType: true } target
            && target.Methods.FirstOrDefault(method => IsOverride(method, definition)) is { } own
            && NeedsHeap(own)
        )
        {
            return Refusal.NeedsHeap($"{target.FullName}.{own.Name}");
        }

        if (
            definition is { Name: "Append", DeclaringType.FullName: "System.Text.StringBuilder" }
            && instruction.Previous is { OpCode.Code: Code.Box, Operand: TypeReference boxed }
            && boxed.Resolve() is { } value
            && !value.Methods.Any(method => method is { Name: "ToString", IsVirtual: true, HasParameters: false })
            && !GivenMembers.Has(value, "ToString")
        )
        {
            return Refusal.Inherited("ToString", boxed.FullName);
        }

        return IsInherited(caller, definition, constraint, heap)
            ? Refusal.Inherited(definition.Name, (constraint ?? definition.DeclaringType).FullName)
            : null;
    }

    /// <summary>What the C# compiler writes for each record, used or not.</summary>
    public static bool IsTextOfRecord(MethodDefinition method) =>
        method.Name is "ToString" or "PrintMembers"
        && method.CustomAttributes.Any(one => one.AttributeType.Name == "CompilerGeneratedAttribute");

    /// <summary>The C# compiler's, of members that nobody wrote.</summary>
    public static bool IsAnonymous(TypeReference type) =>
        type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal);

    /// <summary>A member that every type has from Object, and that .NET answers by reflection.</summary>
    private static bool IsInherited(
        MethodDefinition caller,
        MethodDefinition callee,
        TypeReference? constraint,
        HeapKind heap
    )
    {
        if (!s_inheritable.Contains(callee.Name) || callee.IsStatic)
        {
            return false;
        }

        // A structure calls the method that it overrides, or, boxed for it, the one that it does not.
        if (constraint?.Resolve() is { } target)
        {
            return target.IsValueType
                && callee.DeclaringType.FullName is "System.Object" or "System.ValueType" or "System.Enum"
                && !(heap == HeapKind.Bump && GivenMembers.Has(target, callee.Name))
                && (
                    target.IsEnum
                    || !target.Methods.Any(method =>
                        (heap == HeapKind.Bump || !IsTextOfRecord(method)) && IsOverride(method, callee)
                    )
                );
        }

        return callee.DeclaringType.FullName switch
        {
            "System.ValueType" or "System.Enum" => heap != HeapKind.Bump || callee.Name == "GetType",
            // What is to be told apart by reference, or has a method of its own, is a matter of the object.
            // With a heap an object has a text (GivenMembers).
            "System.Object" => (callee.Name is "ToString" && heap != HeapKind.Bump || callee.Name == "GetType")
                && constraint is not GenericParameter,
            _ => false,
        };
    }

    private static bool IsOverride(MethodDefinition method, MethodDefinition inherited) =>
        method.Name == inherited.Name && method.IsVirtual && method.Parameters.Count == inherited.Parameters.Count;

    private static Refusal? JudgeFormat(
        MethodDefinition caller,
        MethodReference callee,
        MethodDefinition definition,
        Instruction call
    )
    {
        if (callee is GenericInstanceMethod { GenericArguments: [GenericParameter] })
        {
            return Refusal.GenericEnum;
        }

        if (definition.Parameters is not [.., { Name: "format" }])
        {
            return null;
        }

        return call.Previous switch
        {
            { OpCode.Code: Code.Ldnull } => null,
            { OpCode.Code: Code.Ldstr, Operand: string format } => IsKnown(callee, format)
                ? null
                : Refusal.UnknownFormat(format),
            // One overload that hands on to another; its caller's format was looked at.
            _ when s_handlers.Contains(caller.DeclaringType.Name) => null,
            _ => Refusal.ComputedFormat,
        };
    }

    private static bool IsKnown(MethodReference callee, string format) =>
        callee is GenericInstanceMethod
            ? format is "" or "g" or "G" or "d" or "D" or "x" or "X"
            : NumberFormat.TryParse(format, out _);

    /// <summary>Whether a member of the library is of use with a heap only.</summary>
    public static bool NeedsHeap(MethodDefinition method) =>
        HasMark(method.CustomAttributes) || HasMark(method.DeclaringType.CustomAttributes);

    /// <summary>An interpolated string is one construct, however many calls it becomes.</summary>
    private static Refusal HeapRefusal(MethodDefinition member, string name) =>
        member.DeclaringType.Name == "DefaultInterpolatedStringHandler"
            ? Refusal.InterpolatedString
            : Refusal.NeedsHeap(name);

    private static bool HasMark(Mono.Collections.Generic.Collection<CustomAttribute> attributes) =>
        attributes.Any(one => one.AttributeType.Name == "NeedsHeapAttribute");

    private static Refusal? JudgeNew(MethodDefinition maker, Instruction create, HeapKind heap) =>
        (MethodReference)create.Operand is var constructor && constructor.DeclaringType is ArrayType
            ? Refusal.ArrayShape
        : heap != HeapKind.Bump && constructor.Resolve() is { } definition && NeedsHeap(definition)
            ? HeapRefusal(definition, definition.DeclaringType.FullName)
        : heap != HeapKind.Bump && constructor.DeclaringType.Name.Contains(">d__", StringComparison.Ordinal)
            ? Refusal.Iterator
        : heap != HeapKind.Bump && IsAnonymous(constructor.DeclaringType) ? Refusal.Anonymous
        : constructor.DeclaringType.Resolve() is not { } type ? Refusal.Missing(constructor.FullName)
        : heap != HeapKind.Bump && type.BaseType?.FullName == "System.MulticastDelegate"
            ? KeptDelegate.IsOfMethodAlone(maker, create) ? null
                : Refusal.Delegate
        : null;

    private static Refusal? JudgeCast(TypeReference type) =>
        type.IsArray
        || LibraryInterfaces.Has(type.FullName)
        || (type.Resolve() is { IsInterface: true, HasGenericParameters: true })
            ? Refusal.Cast(type.FullName)
            : null;

    /// <summary>
    /// Handles of data become spans. Those of types are compared with each other at compile time, or would have to be
    /// objects.
    /// </summary>
    private static Refusal? JudgeToken(Instruction token) =>
        token is { Operand: TypeReference, Next: { Operand: MethodReference { Name: "GetTypeFromHandle" } } get }
        && !IsCompared(get)
            ? Refusal.TypeObject
            : null;

    private static bool IsCompared(Instruction get) =>
        get.Next is { Operand: MethodReference { Name: "op_Equality" or "op_Inequality" } }
        || get
            is {
                Next:
                {
                    OpCode.Code: Code.Ldtoken,
                    Next:
                    {
                        Operand: MethodReference { Name: "GetTypeFromHandle" },
                        Next: { Operand: MethodReference { Name: "op_Equality" or "op_Inequality" } }
                    }
                }
            };

    private static Refusal? JudgeStackalloc(MethodDefinition method, Instruction instruction)
    {
        if (
            method.Body.ExceptionHandlers.Any(handler =>
                instruction.Offset >= handler.HandlerStart.Offset
                && (handler.HandlerEnd is null || instruction.Offset < handler.HandlerEnd.Offset)
            )
        )
        {
            return Refusal.StackallocInFinally;
        }

        Instruction size = instruction.Previous;
        while (size is { OpCode.Code: Code.Conv_U or Code.Conv_I or Code.Conv_Ovf_U or Code.Conv_Ovf_U_Un })
        {
            size = size.Previous;
        }

        return
            size is { OpCode.Code: Code.Ldc_I4, Operand: int bytes } && (uint)bytes > StackLimits.MaximumStackallocBytes
            ? Refusal.BigStackalloc((uint)bytes)
            : null;
    }
}
