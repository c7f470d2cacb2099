using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// What a line does with a value of a format is settled before it is compiled: <c>{value:x}</c>, the format of every
/// address, becomes a call of <c>TextLine.AppendHexadecimal</c>, and an enum one of a method that knows its names.
/// </summary>
internal sealed class LineFormats
{
    private readonly ModuleDefinition _module;
    private readonly EnumNames _names;

    private LineFormats(ModuleDefinition module, Utf8Data data)
    {
        _module = module;
        _names = new EnumNames(module, data);
    }

    public static void Rewrite(ModuleDefinition module, Utf8Data data)
    {
        LineFormats formats = new(module, data);
        foreach (
            MethodDefinition method in module
                .GetTypes()
                .ToArray()
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody && Formats(method).Any())
                .ToArray()
        )
        {
            // A method that goes may be between a short branch and its target, as one that comes may.
            method.Body.SimplifyMacros();
            foreach (Instruction call in Formats(method).ToArray())
            {
                formats.Rewrite(method.Body.GetILProcessor(), call, (MethodReference)call.Operand);
            }

            method.Body.OptimizeMacros();
        }
    }

    /// <summary>Calls that hand a width and a format on.</summary>
    private static IEnumerable<Instruction> Formats(MethodDefinition method) =>
        method.Body.Instructions.Where(one =>
            one
                is {
                    OpCode.Code: Code.Call,
                    Operand: MethodReference
                    {
                        Name: "AppendFormatted",
                        DeclaringType.Name: "TextLine",
                        Parameters.Count: 3
                    },
                    Previous.OpCode.Code: Code.Ldstr or Code.Ldnull
                }
        );

    private void Rewrite(ILProcessor processor, Instruction call, MethodReference callee)
    {
        Instruction format = call.Previous;
        if (
            callee is GenericInstanceMethod { GenericArguments: [var type] }
            && type.Resolve() is { IsEnum: true } values
        )
        {
            call.Operand = _names.Method(values, type, format.Operand as string, callee.DeclaringType);
            processor.Remove(format);
        }
        else if (
            format.Operand is "x"
            && IsUnsigned(callee.Parameters[0].ParameterType)
            && format.Previous is { OpCode.Code: Code.Ldc_I4, Operand: 0 } width
        )
        {
            width.OpCode = OpCodes.Conv_U8;
            width.Operand = null;
            processor.Remove(format);
            call.Operand = _module.ImportReference(
                callee.DeclaringType.Resolve().Methods.Single(one => one.Name == "AppendHexadecimal")
            );
        }
    }

    private static bool IsUnsigned(TypeReference type) =>
        type.MetadataType is MetadataType.UInt32 or MetadataType.UInt64 or MetadataType.UIntPtr;
}
