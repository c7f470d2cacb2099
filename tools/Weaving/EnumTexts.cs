using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Gives the enums of a program with a heap their texts: where the type is known by a call of the method that has it,
/// and where the value is in an object by one that asks for the type (runtime, <c>System.Enum.ToString</c>).
/// </summary>
internal sealed class EnumTexts
{
    private const string EntrySymbol = "EfiMain";
    private const string HolderName = "<EnumTexts>";

    private readonly ModuleDefinition _module;
    private readonly ModuleDefinition _library;
    private readonly TypeDefinition _holder;
    private readonly Dictionary<TypeDefinition, MethodDefinition> _methods = [];

    private EnumTexts(ModuleDefinition module, ModuleDefinition library)
    {
        _module = module;
        _library = library;
        _holder = new TypeDefinition(
            "",
            HolderName,
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed,
            module.ImportReference(library.GetType("System.Object"))
        );
        module.Types.Add(_holder);
    }

    /// <param name="program">The application's own assembly, then all that it is made of.</param>
    /// <param name="library">The core library.</param>
    public static void Give(IReadOnlyList<ModuleDefinition> program, ModuleDefinition library)
    {
        MethodDefinition[] reached =
        [
            .. program[0]
                .GetTypes()
                .SelectMany(type => type.Methods)
                .Concat(CallCount.Of(program).Reached)
                .Where(method => method.HasBody)
                .Distinct(),
        ];
        // A library's own methods are of another assembly than the texts are.
        EnumTexts texts = new(program[0], library);
        foreach (MethodDefinition method in reached.Where(method => method.Module == program[0]))
        {
            texts.CallFrom(method);
        }

        TypeDefinition[] boxed =
        [
            .. reached
                .SelectMany(method => method.Body.Instructions)
                .SelectMany(instruction => EnumsIn(instruction.Operand))
                .Distinct(),
        ];
        if (boxed.Length > 0)
        {
            texts.SetAtEntry(texts.OfObject(boxed));
        }

        if (texts._holder.Methods.Count == 0)
        {
            program[0].Types.Remove(texts._holder);
        }
    }

    /// <summary>What may be put into an object: as itself, or for a type parameter.</summary>
    private static IEnumerable<TypeDefinition> EnumsIn(object? operand) =>
        (
            operand switch
            {
                TypeReference boxed => [boxed],
                MemberReference member => ((member as GenericInstanceMethod)?.GenericArguments ?? []).Concat(
                    (member.DeclaringType as GenericInstanceType)?.GenericArguments ?? []
                ),
                _ => Enumerable.Empty<TypeReference>(),
            }
        )
            .Where(type => type.MetadataType == MetadataType.ValueType)
            .Select(type => type.Resolve())
            .Where(type => type is { IsEnum: true });

    private void CallFrom(MethodDefinition method)
    {
        foreach (Instruction prefix in method.Body.Instructions.Where(IsTextOfEnum).ToArray())
        {
            Instruction call = prefix.Next;
            TypeReference type = (TypeReference)prefix.Operand;
            // In place, as branches may lead to the prefix.
            prefix.OpCode = OpCodes.Ldobj;
            call.OpCode = OpCodes.Call;
            call.Operand = Of(type.Resolve());
        }
    }

    private static bool IsTextOfEnum(Instruction instruction) =>
        instruction
            is {
                OpCode.Code: Code.Constrained,
                Operand: TypeReference { MetadataType: MetadataType.ValueType } type,
                Next.Operand: MethodReference { Name: "ToString", Parameters.Count: 0 }
            }
        && type.Resolve() is { IsEnum: true };

    private MethodDefinition Of(TypeDefinition type)
    {
        if (!_methods.TryGetValue(type, out MethodDefinition? method))
        {
            method = _methods[type] = Add($"Of{_methods.Count}", _module.ImportReference(type));
            EnumText.Write(type, method, _library);
        }

        return method;
    }

    /// <returns><c>static string? (object value)</c>: null for what is none of them.</returns>
    private MethodDefinition OfObject(TypeDefinition[] types)
    {
        MethodDefinition method = Add("OfObject", _module.TypeSystem.Object);
        ILProcessor il = method.Body.GetILProcessor();
        foreach (TypeDefinition type in types)
        {
            Instruction next = il.Create(OpCodes.Nop);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Isinst, _module.ImportReference(type));
            il.Emit(OpCodes.Brfalse, next);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Unbox_Any, _module.ImportReference(type));
            il.Emit(OpCodes.Call, Of(type));
            il.Emit(OpCodes.Ret);
            il.Append(next);
        }

        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private MethodDefinition Add(string name, TypeReference value)
    {
        MethodDefinition method = new(
            name,
            MethodAttributes.Static | MethodAttributes.Assembly | MethodAttributes.HideBySig,
            _module.TypeSystem.String
        );
        method.Parameters.Add(new ParameterDefinition(value));
        _holder.Methods.Add(method);
        return method;
    }

    private void SetAtEntry(MethodDefinition method)
    {
        FieldReference text = _module.ImportReference(
            _library.GetType("System.Enum").Fields.Single(field => field.Name == "s_text")
        );
        foreach (
            MethodDefinition entry in _module
                .GetTypes()
                .SelectMany(type => type.Methods)
                .Where(one => EntryPoint.Is(one, EntrySymbol))
        )
        {
            ILProcessor il = entry.Body.GetILProcessor();
            Instruction first = entry.Body.Instructions[0];
            il.InsertBefore(first, il.Create(OpCodes.Ldftn, method));
            il.InsertBefore(first, il.Create(OpCodes.Stsfld, text));
        }
    }
}
