using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Methods that append an enum's value to a line, by its name as .NET finds it (System.Enum.ToString): of several names
/// of a value the first; of flags all that make the value up; the number where names do not reach.
/// </summary>
internal sealed class EnumNames(ModuleDefinition module, Utf8Data data)
{
    private readonly Dictionary<string, MethodDefinition> _methods = [];

    /// <param name="values">The enum.</param>
    /// <param name="type">The same as the caller names it.</param>
    /// <param name="format">Null for its name.</param>
    /// <param name="line">The type of lines.</param>
    /// <returns><c>static void (ref TextLine line, E value, int alignment)</c>.</returns>
    public MethodDefinition Method(TypeDefinition values, TypeReference type, string? format, TypeReference line)
    {
        char kind = string.IsNullOrEmpty(format) ? 'g' : char.ToLowerInvariant(format[0]);
        string key = $"{kind}:{type.FullName}";
        if (!_methods.TryGetValue(key, out MethodDefinition? method))
        {
            method = _methods[key] = new MethodDefinition(
                $"Append{_methods.Count}",
                MethodAttributes.Static | MethodAttributes.Assembly | MethodAttributes.HideBySig,
                module.TypeSystem.Void
            );
            method.NoInlining = true;
            method.Parameters.Add(new ParameterDefinition(new ByReferenceType(line)));
            method.Parameters.Add(new ParameterDefinition(type));
            method.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
            data.Holder.Methods.Add(method);
            Writer writer = new(module, data, method, line.Resolve(), values);
            if (kind == 'g')
            {
                writer.Names();
            }

            writer.Number(kind);
            method.Body.OptimizeMacros();
        }

        return method;
    }

    private sealed class Writer
    {
        private readonly ModuleDefinition _module;
        private readonly Utf8Data _data;
        private readonly MethodDefinition _method;
        private readonly TypeDefinition _line;
        private readonly ILProcessor _il;
        private readonly EnumValues _values;

        public Writer(
            ModuleDefinition module,
            Utf8Data data,
            MethodDefinition method,
            TypeDefinition line,
            TypeDefinition values
        )
        {
            _module = module;
            _data = data;
            _method = method;
            _line = line;
            _il = method.Body.GetILProcessor();
            method.Body.InitLocals = true;
            _values = new EnumValues(values);
        }

        public void Names()
        {
            foreach ((string name, ulong bits) in _values.Members)
            {
                Instruction next = _il.Create(OpCodes.Nop);
                LoadBits();
                _il.Emit(OpCodes.Ldc_I8, (long)bits);
                _il.Emit(OpCodes.Bne_Un, next);
                _il.Emit(OpCodes.Ldarg_0);
                LoadText(name);
                _il.Emit(OpCodes.Ldarg_2);
                Call("AppendName", 3);
                _il.Emit(OpCodes.Ret);
                _il.Append(next);
            }

            if (_values.IsFlags)
            {
                Flags();
            }
        }

        /// <summary>
        /// From the highest down, what is all in the rest is taken out of it; then told from the lowest up.
        /// </summary>
        private void Flags()
        {
            VariableDefinition rest = Local(_module.TypeSystem.UInt64);
            VariableDefinition chosen = Local(_module.TypeSystem.UInt64);
            VariableDefinition start = Local(_module.TypeSystem.Int32);
            (string Name, ulong Bits)[] flags = _values.Flags;
            Instruction number = _il.Create(OpCodes.Nop);
            LoadBits();
            _il.Emit(OpCodes.Stloc, rest);
            _il.Emit(OpCodes.Ldloc, rest);
            _il.Emit(OpCodes.Brfalse, number);
            for (int i = flags.Length - 1; i >= 0; i--)
            {
                Instruction next = _il.Create(OpCodes.Nop);
                _il.Emit(OpCodes.Ldloc, rest);
                _il.Emit(OpCodes.Ldc_I8, (long)flags[i].Bits);
                _il.Emit(OpCodes.And);
                _il.Emit(OpCodes.Ldc_I8, (long)flags[i].Bits);
                _il.Emit(OpCodes.Bne_Un, next);
                Combine(rest, OpCodes.And, ~flags[i].Bits);
                Combine(chosen, OpCodes.Or, 1ul << i);
                _il.Append(next);
            }

            _il.Emit(OpCodes.Ldloc, rest);
            _il.Emit(OpCodes.Brtrue, number);
            Position(start);
            for (int i = 0; i < flags.Length; i++)
            {
                Instruction next = _il.Create(OpCodes.Nop);
                Instruction first = _il.Create(OpCodes.Ldarg_0);
                _il.Emit(OpCodes.Ldloc, chosen);
                _il.Emit(OpCodes.Ldc_I8, 1L << i);
                _il.Emit(OpCodes.And);
                _il.Emit(OpCodes.Brfalse, next);
                _il.Emit(OpCodes.Ldarg_0);
                Call("get_Position", 0);
                _il.Emit(OpCodes.Ldloc, start);
                _il.Emit(OpCodes.Beq, first);
                _il.Emit(OpCodes.Ldarg_0);
                LoadText(", ");
                Call("AppendUtf8", 2);
                _il.Append(first);
                LoadText(flags[i].Name);
                Call("AppendUtf8", 2);
                _il.Append(next);
            }

            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldloc, start);
            _il.Emit(OpCodes.Ldarg_2);
            Call("Align", 2);
            _il.Emit(OpCodes.Ret);
            _il.Append(number);
        }

        public void Number(char kind)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(OpCodes.Ldarg_2);
            if (kind == 'x')
            {
                // Capitals, and all digits of the type: .NET has it so for enums, whichever x is written.
                _il.Emit(OpCodes.Ldstr, $"X{2 * _values.SizeBytes}");
            }
            else
            {
                _il.Emit(OpCodes.Ldnull);
            }

            MetadataType parameter = _values.Underlying.MetadataType switch
            {
                MetadataType.Byte or MetadataType.UInt16 => MetadataType.UInt32,
                MetadataType other => other,
            };
            _il.Emit(
                OpCodes.Call,
                _module.ImportReference(
                    _line.Methods.Single(one =>
                        one is { Name: "AppendFormatted", Parameters.Count: 3, HasGenericParameters: false }
                        && one.Parameters[0].ParameterType.MetadataType == parameter
                    )
                )
            );
            _il.Emit(OpCodes.Ret);
        }

        /// <summary>The value as unsigned and no wider than its type.</summary>
        private void LoadBits()
        {
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(_values.ToUnsigned);
            _il.Emit(OpCodes.Conv_U8);
        }

        private void LoadText(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            _il.Emit(OpCodes.Ldsflda, _data.Field(text, bytes));
            _il.Emit(OpCodes.Ldc_I4, bytes.Length);
        }

        private void Combine(VariableDefinition variable, OpCode operation, ulong operand)
        {
            _il.Emit(OpCodes.Ldloc, variable);
            _il.Emit(OpCodes.Ldc_I8, (long)operand);
            _il.Emit(operation);
            _il.Emit(OpCodes.Stloc, variable);
        }

        private void Position(VariableDefinition variable)
        {
            _il.Emit(OpCodes.Ldarg_0);
            Call("get_Position", 0);
            _il.Emit(OpCodes.Stloc, variable);
        }

        private VariableDefinition Local(TypeReference type)
        {
            VariableDefinition variable = new(type);
            _method.Body.Variables.Add(variable);
            return variable;
        }

        private void Call(string name, int parameters) =>
            _il.Emit(
                OpCodes.Call,
                _module.ImportReference(
                    _line.Methods.Single(one => one.Name == name && one.Parameters.Count == parameters)
                )
            );
    }
}
