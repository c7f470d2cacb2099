using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Turns the literal parts of interpolated log lines from string objects in UTF-16 into bytes in UTF-8: a call of
/// <c>TextLine.AppendLiteral(string)</c> becomes one of <c>TextLine.AppendUtf8(in byte, int)</c>. C# offers a handler
/// of interpolated strings no other form than <c>string</c>, and half of those bytes are zero.
/// </summary>
internal sealed class Utf8Literals
{
    private const string HandlerName = "TextLine";
    private const string LiteralMethod = "AppendLiteral";
    private const string BytesMethod = "AppendUtf8";

    private readonly ModuleDefinition _module;
    private readonly IMetadataScope _coreLibrary;
    private readonly Dictionary<int, TypeDefinition> _shapes = [];
    private readonly Dictionary<string, FieldDefinition> _fields = [];
    private TypeDefinition? _holder;

    private Utf8Literals(ModuleDefinition module, IMetadataScope coreLibrary)
    {
        _module = module;
        _coreLibrary = coreLibrary;
    }

    /// <summary>Rewrites every method of a module.</summary>
    /// <returns>Literals rewritten.</returns>
    public static int Rewrite(ModuleDefinition module)
    {
        // The core library itself has no lines to log.
        IMetadataScope? coreLibrary = module.AssemblyReferences.FirstOrDefault(one => one.Name == "CoreLib");
        return coreLibrary is null
            ? 0
            : module
                .GetTypes()
                .ToArray()
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody)
                .Sum(new Utf8Literals(module, coreLibrary).Rewrite);
    }

    private int Rewrite(MethodDefinition method)
    {
        int count = 0;
        // Short branches may have to reach further afterwards; what still is short is made so again below.
        method.Body.SimplifyMacros();
        ILProcessor processor = method.Body.GetILProcessor();
        foreach (Instruction load in method.Body.Instructions.ToArray())
        {
            if (
                load
                is not {
                    OpCode.Code: Code.Ldstr,
                    Next:
                    { Operand: MethodReference { Name: LiteralMethod, DeclaringType.Name: HandlerName } callee } call
                }
            )
            {
                continue;
            }

            byte[] bytes = Encoding.UTF8.GetBytes((string)load.Operand);
            load.OpCode = OpCodes.Ldsflda;
            load.Operand = Field((string)load.Operand, bytes);
            processor.InsertBefore(call, processor.Create(OpCodes.Ldc_I4, bytes.Length));
            call.Operand = _module.ImportReference(
                callee.DeclaringType.Resolve().Methods.Single(one => one.Name == BytesMethod)
            );
            count++;
        }

        method.Body.OptimizeMacros();
        return count;
    }

    private FieldDefinition Field(string text, byte[] bytes)
    {
        if (!_fields.TryGetValue(text, out FieldDefinition? field))
        {
            const FieldAttributes Attributes =
                FieldAttributes.Static
                | FieldAttributes.Assembly
                | FieldAttributes.InitOnly
                | FieldAttributes.HasFieldRVA;
            field = _fields[text] = new FieldDefinition($"Text{_fields.Count}", Attributes, Shape(bytes.Length))
            {
                InitialValue = bytes,
            };
            Holder.Fields.Add(field);
        }

        return field;
    }

    /// <summary>
    /// The type of a field that is so many bytes, as the C# compiler has one for its own UTF-8 literals.
    /// </summary>
    private TypeDefinition Shape(int size)
    {
        if (!_shapes.TryGetValue(size, out TypeDefinition? shape))
        {
            const TypeAttributes Attributes =
                TypeAttributes.NestedPrivate | TypeAttributes.ExplicitLayout | TypeAttributes.Sealed;
            shape = _shapes[size] = new TypeDefinition(
                "",
                $"Bytes{size}",
                Attributes,
                new TypeReference("System", "ValueType", _module, _coreLibrary)
            )
            {
                ClassSize = size,
                PackingSize = 1,
            };
            Holder.NestedTypes.Add(shape);
        }

        return shape;
    }

    private TypeDefinition Holder
    {
        get
        {
            if (_holder is null)
            {
                const TypeAttributes Attributes =
                    TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.Abstract;
                _holder = new TypeDefinition(
                    "",
                    "<Utf8Literals>",
                    Attributes,
                    new TypeReference("System", "Object", _module, _coreLibrary)
                );
                _module.Types.Add(_holder);
            }

            return _holder;
        }
    }
}
