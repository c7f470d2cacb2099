using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Has the static constructor of what keeps a delegate make it, which ilc runs at compile time: the object lies in the
/// image, and no heap is needed.
/// </summary>
internal static class KeptDelegates
{
    public static void LayDown(IReadOnlyList<ModuleDefinition> program)
    {
        foreach (
            MethodDefinition method in program
                .SelectMany(module => module.GetTypes())
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody)
                .ToArray()
        )
        {
            LayDown(method);
        }
    }

    private static void LayDown(MethodDefinition method)
    {
        KeptDelegate[] sites = [.. Find(method)];
        if (sites.Length == 0)
        {
            return;
        }

        method.Body.SimplifyMacros();
        ILProcessor processor = method.Body.GetILProcessor();
        foreach (KeptDelegate site in sites)
        {
            Keep(site);
            for (Instruction last = site.Create.Next.Next; last != site.Test; )
            {
                Instruction before = last.Previous;
                processor.Remove(last);
                last = before;
            }
        }

        method.Body.OptimizeMacros();
    }

    private static IEnumerable<KeptDelegate> Find(MethodDefinition method)
    {
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (KeptDelegate.TryFind(instruction, out KeptDelegate? site))
            {
                yield return site;
            }
        }
    }

    /// <summary>The same in the static constructor, in terms of the keeper's own type parameters.</summary>
    private static void Keep(KeptDelegate site)
    {
        FieldDefinition field = site.Keeper.Resolve();
        TypeDefinition type = field.DeclaringType;
        OwnParameters own = new(type, site.Keeper.DeclaringType);
        // What is written by the static constructor alone is a constant to ilc, and in the products too.
        field.IsInitOnly = true;
        type.IsBeforeFieldInit = true;
        ILProcessor processor = StaticConstructor(type).Body.GetILProcessor();
        Instruction end = processor.Body.Instructions[^1];
        processor.InsertBefore(
            end,
            site.Target.Operand is FieldReference target
                ? processor.Create(OpCodes.Ldsfld, own.Of(target))
                : processor.Create(OpCodes.Ldnull)
        );
        processor.InsertBefore(end, processor.Create(OpCodes.Ldftn, own.Of((MethodReference)site.Method.Operand)));
        processor.InsertBefore(end, processor.Create(OpCodes.Newobj, own.Of((MethodReference)site.Create.Operand)));
        processor.InsertBefore(end, processor.Create(OpCodes.Stsfld, own.Of(site.Keeper)));
    }

    private static MethodDefinition StaticConstructor(TypeDefinition type)
    {
        if (type.Methods.FirstOrDefault(method => method is { IsConstructor: true, IsStatic: true }) is { } present)
        {
            return present;
        }

        MethodDefinition made = new(
            ".cctor",
            MethodAttributes.Private
                | MethodAttributes.Static
                | MethodAttributes.HideBySig
                | MethodAttributes.SpecialName
                | MethodAttributes.RTSpecialName,
            type.Module.TypeSystem.Void
        );
        made.Body.GetILProcessor().Emit(OpCodes.Ret);
        type.Methods.Add(made);
        return made;
    }

    /// <summary>
    /// A type that keeps delegates has the type parameters of the method that it was made for, as its own.
    /// </summary>
    private sealed class OwnParameters(TypeDefinition type, TypeReference use)
    {
        private readonly TypeReference[] _given = use is GenericInstanceType instance
            ? [.. instance.GenericArguments]
            : [];

        public FieldReference Of(FieldReference field) => new(field.Name, field.FieldType, Of(field.DeclaringType));

        public MethodReference Of(MethodReference method)
        {
            MethodReference element = method.GetElementMethod();
            MethodReference moved = new(element.Name, element.ReturnType, Of(element.DeclaringType))
            {
                HasThis = element.HasThis,
                ExplicitThis = element.ExplicitThis,
                CallingConvention = element.CallingConvention,
            };
            foreach (GenericParameter parameter in element.GenericParameters)
            {
                moved.GenericParameters.Add(new GenericParameter(parameter.Name, moved));
            }

            foreach (ParameterDefinition parameter in element.Parameters)
            {
                moved.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
            }

            if (method is not GenericInstanceMethod instance)
            {
                return moved;
            }

            GenericInstanceMethod made = new(moved);
            foreach (TypeReference argument in instance.GenericArguments)
            {
                made.GenericArguments.Add(Of(argument));
            }

            return made;
        }

        private TypeReference Of(TypeReference one)
        {
            if (Array.FindIndex(_given, given => given == one) is >= 0 and var index)
            {
                return type.GenericParameters[index];
            }

            switch (one)
            {
                case GenericInstanceType instance:
                    GenericInstanceType made = new(instance.ElementType);
                    foreach (TypeReference argument in instance.GenericArguments)
                    {
                        made.GenericArguments.Add(Of(argument));
                    }

                    return made;
                case ArrayType array:
                    return new ArrayType(Of(array.ElementType), array.Rank);
                case PointerType pointer:
                    return new PointerType(Of(pointer.ElementType));
                case ByReferenceType reference:
                    return new ByReferenceType(Of(reference.ElementType));
                default:
                    return one;
            }
        }
    }
}
