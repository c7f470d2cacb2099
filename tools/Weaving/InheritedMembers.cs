using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Writes the members that .NET answers by reflection (<see cref="GivenMembers"/>): an object's text, which is the name
/// of its type, and the comparison of structures, which is that of their fields (System.ValueType.Equals).
/// </summary>
internal static class InheritedMembers
{
    private const MethodAttributes Override =
        MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.ReuseSlot;

    private const string ComparerName = "System.Collections.Generic.EqualityComparer`1";

    /// <param name="program">All assemblies.</param>
    /// <param name="library">The core library among them.</param>
    public static void Give(IReadOnlyList<ModuleDefinition> program, ModuleDefinition library)
    {
        TypeDefinition comparer = library.GetType(ComparerName);
        library
            .GetType("System.NullableBox")
            .Methods.Single(one => one.Name == "get_IsUsed")
            .Body.Instructions[0]
            .OpCode = OpCodes.Ldc_I4_1;
        // All are chosen before one has been given anything: a class would take its base's for one of its own.
        (TypeDefinition Type, string Member)[] chosen =
        [
            .. from module in program
            from type in module.GetTypes()
            from member in new[] { "ToString", "Equals", "GetHashCode" }
            where GivenMembers.Has(type, member)
            // Of enums the compiler sees no methods (dotnet/runtime, ILCompiler.Compiler).
            where !type.IsEnum
            select (type, member),
        ];
        foreach ((TypeDefinition type, string member) in chosen)
        {
            Writer writer = new(type, comparer);
            switch (member)
            {
                case "ToString":
                    writer.Name();
                    break;
                case "Equals":
                    writer.Comparison();
                    break;
                default:
                    writer.Hash();
                    break;
            }
        }
    }

    private sealed class Writer(TypeDefinition type, TypeDefinition comparer)
    {
        /// <summary>Spreads what fields count, so that two of them do not take each other away.</summary>
        private const int HashFactor = 31;

        private readonly ModuleDefinition _module = type.Module;

        // Within itself a type with parameters is one of its own parameters.
        private readonly TypeReference _self = type.HasGenericParameters
            ? type.MakeGenericInstanceType([.. type.GenericParameters])
            : type;

        private MethodDefinition Add(string name, TypeReference result, params TypeReference[] parameters)
        {
            MethodDefinition method = new(name, Override, result);
            foreach (TypeReference parameter in parameters)
            {
                method.Parameters.Add(new ParameterDefinition(parameter));
            }

            type.Methods.Add(method);
            return method;
        }

        public void Name()
        {
            ILProcessor il = Add("ToString", _module.TypeSystem.String).Body.GetILProcessor();
            il.Emit(OpCodes.Ldstr, type.FullName.Replace('/', '+'));
            il.Emit(OpCodes.Ret);
        }

        public void Comparison()
        {
            MethodDefinition method = Add("Equals", _module.TypeSystem.Boolean, _module.TypeSystem.Object);
            VariableDefinition other = new(_self);
            method.Body.Variables.Add(other);
            method.Body.InitLocals = true;
            ILProcessor il = method.Body.GetILProcessor();
            Instruction differ = il.Create(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Isinst, _self);
            il.Emit(OpCodes.Brfalse, differ);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Unbox_Any, _self);
            il.Emit(OpCodes.Stloc, other);
            foreach (FieldDefinition field in GivenMembers.FieldsOf(type))
            {
                CompareField(il, field, other);
                il.Emit(OpCodes.Brfalse, differ);
            }

            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Ret);
            il.Append(differ);
            il.Emit(OpCodes.Ret);
        }

        public void Hash()
        {
            ILProcessor il = Add("GetHashCode", _module.TypeSystem.Int32).Body.GetILProcessor();
            il.Emit(OpCodes.Ldc_I4_0);
            foreach (FieldDefinition field in GivenMembers.FieldsOf(type))
            {
                il.Emit(OpCodes.Ldc_I4, HashFactor);
                il.Emit(OpCodes.Mul);
                HashField(il, field);
                il.Emit(OpCodes.Add);
            }

            il.Emit(OpCodes.Ret);
        }

        private void CompareField(ILProcessor il, FieldDefinition field, VariableDefinition other)
        {
            if (IsBits(field))
            {
                LoadThis(il, field);
                LoadOther(il, field, other);
                il.Emit(OpCodes.Ceq);
            }
            else
            {
                il.Emit(OpCodes.Call, OfComparer("get_Default", field.FieldType));
                LoadThis(il, field);
                LoadOther(il, field, other);
                il.Emit(OpCodes.Callvirt, OfComparer("Equals", field.FieldType));
            }
        }

        private void HashField(ILProcessor il, FieldDefinition field)
        {
            if (IsBits(field))
            {
                LoadThis(il, field);
                il.Emit(OpCodes.Conv_I4);
            }
            else
            {
                il.Emit(OpCodes.Call, OfComparer("get_Default", field.FieldType));
                LoadThis(il, field);
                il.Emit(OpCodes.Callvirt, OfComparer("GetHashCode", field.FieldType));
            }
        }

        /// <summary>Pointers: nothing else is in them.</summary>
        private static bool IsBits(FieldDefinition field) => field.FieldType is PointerType or FunctionPointerType;

        private void LoadThis(ILProcessor il, FieldDefinition field)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, Of(field));
        }

        private void LoadOther(ILProcessor il, FieldDefinition field, VariableDefinition other)
        {
            il.Emit(OpCodes.Ldloc, other);
            il.Emit(OpCodes.Ldfld, Of(field));
        }

        private FieldReference Of(FieldDefinition field) =>
            type.HasGenericParameters ? new FieldReference(field.Name, field.FieldType, _self) : field;

        private MethodReference OfComparer(string name, TypeReference of)
        {
            MethodReference method = _module.ImportReference(comparer.Methods.Single(one => one.Name == name));
            method.DeclaringType = _module.ImportReference(comparer).MakeGenericInstanceType(of);
            return method;
        }
    }
}
