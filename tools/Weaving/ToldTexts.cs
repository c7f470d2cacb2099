using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// What a method tells of each number, found by running it: one of a few instructions, none of which has an effect.
/// </summary>
internal sealed class ToldTexts
{
    /// <summary>Numbers beyond it, or in between without a text of their own, are no list.</summary>
    private const int MaximumTexts = 64;
    private const int MaximumSteps = 1000;

    private static readonly int[] s_others = [int.MinValue, int.MaxValue, MaximumTexts];

    private readonly MethodDefinition _method;
    private readonly Stack<object> _stack = new();
    private readonly Dictionary<VariableDefinition, object> _locals = [];

    private ToldTexts(MethodDefinition method) => _method = method;

    /// <returns>
    /// The texts of 0, 1, 2 and so on, and at last the one of every other number; null where the method does anything
    /// else.
    /// </returns>
    public static IReadOnlyList<byte[]>? Of(MethodDefinition method)
    {
        if (
            method is not { HasBody: true, IsStatic: true, HasGenericParameters: false, Parameters: [var only] }
            || method.Body.HasExceptionHandlers
            || !IsTextOfBytes(method.ReturnType)
            || !IsSmallNumber(only.ParameterType)
        )
        {
            return null;
        }

        byte[]? rest = Tell(method, -1);
        if (
            rest is null
            || HighestLimit(method) >= MaximumTexts - 1
            || !s_others.All(number => Tell(method, number) is { } text && text.AsSpan().SequenceEqual(rest))
        )
        {
            return null;
        }

        byte[]?[] texts = [.. Enumerable.Range(0, MaximumTexts).Select(number => Tell(method, number))];
        if (texts.Append(rest).Any(text => text is null || text.Contains((byte)0)))
        {
            return null;
        }

        int count = 1 + Array.FindLastIndex(texts, text => !text.AsSpan().SequenceEqual(rest));
        // What all others have would stand in the list for each number in between.
        return texts.Take(count).Any(text => text!.Length > 0 && text.AsSpan().SequenceEqual(rest))
            ? null
            : [.. texts.Take(count).OfType<byte[]>(), rest];
    }

    private static bool IsTextOfBytes(TypeReference type) =>
        type is GenericInstanceType { Name: "ReadOnlySpan`1", GenericArguments: [{ MetadataType: MetadataType.Byte }] };

    private static bool IsSmallNumber(TypeReference type)
    {
        TypeReference number =
            type.MetadataType == MetadataType.ValueType && type.Resolve() is { IsEnum: true } values
                ? values.Fields.Single(one => !one.IsStatic).FieldType
                : type;
        return number.MetadataType
            is MetadataType.Byte
                or MetadataType.UInt16
                or MetadataType.Int32
                or MetadataType.UInt32;
    }

    /// <summary>
    /// Beyond it all numbers are the same to the method: what it subtracts, compares with, and counts.
    /// </summary>
    private static long HighestLimit(MethodDefinition method) =>
        method
            .Body.Instructions.Where(one => one.Next?.OpCode.Code is not Code.Newobj)
            .Select(Constant)
            .OfType<int>()
            .Select(one => (long)(uint)one)
            .DefaultIfEmpty()
            .Max()
        + method
            .Body.Instructions.Where(one => one.OpCode.Code == Code.Switch)
            .Select(one => ((Instruction[])one.Operand).Length)
            .DefaultIfEmpty()
            .Max();

    private static byte[]? Tell(MethodDefinition method, int number) => new ToldTexts(method).Run(number);

    private byte[]? Run(int number)
    {
        Instruction? at = _method.Body.Instructions[0];
        for (int steps = 0; at is not null && steps < MaximumSteps; steps++)
        {
            if (at.OpCode.Code == Code.Ret)
            {
                return _stack.TryPop(out object? told) ? told as byte[] : null;
            }

            at = Step(at, number);
        }

        return null;
    }

    /// <returns>The next instruction; null where this one is none of those few.</returns>
    private Instruction? Step(Instruction one, int number)
    {
        switch (one.OpCode.Code)
        {
            case Code.Nop:
                return one.Next;
            case Code.Ldarg_0:
                return Push(one, number);
            case Code.Br:
            case Code.Br_S:
                return (Instruction)one.Operand;
            case Code.Brtrue or Code.Brtrue_S when _stack.TryPop(out object? top) && top is int held:
                return held != 0 ? (Instruction)one.Operand : one.Next;
            case Code.Brfalse or Code.Brfalse_S when _stack.TryPop(out object? top) && top is int held:
                return held == 0 ? (Instruction)one.Operand : one.Next;
            case Code.Switch when _stack.TryPop(out object? top) && top is int index:
                Instruction[] targets = (Instruction[])one.Operand;
                return (uint)index < targets.Length ? targets[index] : one.Next;
            case Code.Ldsflda
                when one.Operand is FieldReference field && field.Resolve() is { InitialValue: { } bytes }:
                return Push(one, bytes);
            case Code.Newobj
                when one.Operand is MethodReference { Parameters.Count: 2, DeclaringType: var type }
                    && IsTextOfBytes(type)
                    && _stack.TryPop(out object? length)
                    && _stack.TryPop(out object? data)
                    && length is int size
                    && data is byte[] all
                    && (uint)size <= all.Length:
                return Push(one, all[..size]);
            case Code.Ldloca
            or Code.Ldloca_S
                when one.Next is { OpCode.Code: Code.Initobj, Operand: TypeReference type } && IsTextOfBytes(type):
                _locals[(VariableDefinition)one.Operand] = Array.Empty<byte>();
                return one.Next.Next;
            default:
                return Constant(one) is { } constant ? Push(one, constant)
                    : Stored(one) is { } to && _stack.TryPop(out object? value) ? Keep(one, to, value)
                    : Loaded(one) is { } from && _locals.TryGetValue(from, out object? known) ? Push(one, known)
                    : Compute(one);
        }
    }

    private Instruction? Compute(Instruction one)
    {
        if (
            !_stack.TryPop(out object? last)
            || !_stack.TryPop(out object? first)
            || last is not int b
            || first is not int a
        )
        {
            return null;
        }

        Code code = one.OpCode.Code;
        bool? holds = code switch
        {
            Code.Beq or Code.Beq_S => a == b,
            Code.Bne_Un or Code.Bne_Un_S => a != b,
            Code.Blt or Code.Blt_S => a < b,
            Code.Bge or Code.Bge_S => a >= b,
            Code.Blt_Un or Code.Blt_Un_S => (uint)a < (uint)b,
            Code.Bge_Un or Code.Bge_Un_S => (uint)a >= (uint)b,
            Code.Ble_Un or Code.Ble_Un_S => (uint)a <= (uint)b,
            Code.Bgt_Un or Code.Bgt_Un_S => (uint)a > (uint)b,
            Code.Ble or Code.Ble_S => a <= b,
            Code.Bgt or Code.Bgt_S => a > b,
            _ => null,
        };
        return holds is { } taken ? (taken ? (Instruction)one.Operand : one.Next)
            : code == Code.Sub ? Push(one, a - b)
            : code == Code.Ceq ? Push(one, a == b ? 1 : 0)
            : null;
    }

    private Instruction Push(Instruction one, object value)
    {
        _stack.Push(value);
        return one.Next;
    }

    private Instruction Keep(Instruction one, VariableDefinition to, object value)
    {
        _locals[to] = value;
        return one.Next;
    }

    private static int? Constant(Instruction one) =>
        one.OpCode.Code switch
        {
            Code.Ldc_I4 => (int)one.Operand,
            Code.Ldc_I4_S => (sbyte)one.Operand,
            >= Code.Ldc_I4_M1 and <= Code.Ldc_I4_8 => one.OpCode.Code - Code.Ldc_I4_0,
            _ => null,
        };

    private VariableDefinition? Stored(Instruction one) =>
        one.OpCode.Code switch
        {
            Code.Stloc or Code.Stloc_S => (VariableDefinition)one.Operand,
            >= Code.Stloc_0 and <= Code.Stloc_3 => _method.Body.Variables[one.OpCode.Code - Code.Stloc_0],
            _ => null,
        };

    private VariableDefinition? Loaded(Instruction one) =>
        one.OpCode.Code switch
        {
            Code.Ldloc or Code.Ldloc_S => (VariableDefinition)one.Operand,
            >= Code.Ldloc_0 and <= Code.Ldloc_3 => _method.Body.Variables[one.OpCode.Code - Code.Ldloc_0],
            _ => null,
        };
}
