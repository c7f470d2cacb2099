using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Names constant data by its size and alignment: an object's symbols have neither, and ilc gives each literal a place
/// of its own at a multiple of eight. With both, literals can be laid close (<c>Outlining/PackedLiterals.cs</c>).
/// </summary>
internal static class LiteralNames
{
    /// <param name="heap">
    /// A program without a heap is Keelson's own. Of its texts the zero goes that csc puts behind each, for others to
    /// pass on as a string of C (C# reference, "UTF-8 string literals"); who wants one here writes it.
    /// </param>
    public static void Give(ModuleDefinition module, HeapKind heap)
    {
        Dictionary<FieldDefinition, int> texts = heap == HeapKind.None ? TextLengths(module) : [];
        foreach (
            FieldDefinition field in module
                .GetTypes()
                .SelectMany(type => type.Fields)
                .Where(field => field.InitialValue.Length > 0)
        )
        {
            int size = field.InitialValue.Length;
            // csc packs the type of the data to the elements' alignment; data of 2, 4 or 8 bytes has a primitive type.
            int alignment = field.FieldType is TypeDefinition { PackingSize: > 0 } shape ? shape.PackingSize : size;
            if (texts.TryGetValue(field, out int length) && length == size - 1 && field.InitialValue[^1] == 0)
            {
                (size, alignment) = (length, 1);
            }

            field.Name = $"{field.Name}_Literal{size}x{alignment}";
        }
    }

    /// <summary>The most that is used of data that nothing but texts are made of.</summary>
    private static Dictionary<FieldDefinition, int> TextLengths(ModuleDefinition module)
    {
        Dictionary<FieldDefinition, int> lengths = [];
        foreach (
            Instruction one in module
                .GetTypes()
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody)
                .SelectMany(method => method.Body.Instructions)
        )
        {
            if (one.Operand is FieldDefinition { InitialValue.Length: > 1 } field)
            {
                lengths[field] = Math.Max(lengths.GetValueOrDefault(field), TextLength(one) ?? int.MaxValue);
            }
        }

        return lengths;
    }

    /// <returns>Null where the data is used in any other way.</returns>
    private static int? TextLength(Instruction load) =>
        load
            is {
                OpCode.Code: Code.Ldsflda,
                Next:
                {
                    Next:
                    { OpCode.Code: Code.Newobj, Operand: MethodReference { DeclaringType: GenericInstanceType type } }
                } length
            }
        && type is { Name: "ReadOnlySpan`1", GenericArguments: [{ MetadataType: MetadataType.Byte }] }
            ? Constant(length)
            : null;

    private static int? Constant(Instruction one) =>
        one.OpCode.Code switch
        {
            Code.Ldc_I4 => (int)one.Operand,
            Code.Ldc_I4_S => (sbyte)one.Operand,
            >= Code.Ldc_I4_1 and <= Code.Ldc_I4_8 => one.OpCode.Code - Code.Ldc_I4_0,
            _ => null,
        };
}
