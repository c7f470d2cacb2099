using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// The body of a method that gives an enum's text, as .NET has it: the name; of flags all that make the value up; the
/// number where names do not reach. <see cref="EnumNames"/> does the same for lines, which take no memory.
/// </summary>
internal static class EnumText
{
    /// <param name="type">The enum.</param>
    /// <param name="method"><c>static string (E value)</c>, without a body.</param>
    /// <param name="library">The core library.</param>
    public static void Write(TypeDefinition type, MethodDefinition method, ModuleDefinition library)
    {
        EnumValues values = new(type);
        ILProcessor il = method.Body.GetILProcessor();
        method.Body.InitLocals = true;
        VariableDefinition rest = new(method.Module.TypeSystem.UInt64);
        method.Body.Variables.Add(rest);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(values.ToUnsigned);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Stloc, rest);
        foreach ((string name, ulong bits) in values.Members)
        {
            Instruction next = il.Create(OpCodes.Nop);
            il.Emit(OpCodes.Ldloc, rest);
            il.Emit(OpCodes.Ldc_I8, (long)bits);
            il.Emit(OpCodes.Bne_Un, next);
            il.Emit(OpCodes.Ldstr, name);
            il.Emit(OpCodes.Ret);
            il.Append(next);
        }

        if (values.IsFlags)
        {
            WriteFlags(il, values, rest, Member(method.Module, library.GetType("System.String"), "Concat", 3));
        }

        il.Emit(OpCodes.Ldarga, method.Parameters[0]);
        il.Emit(OpCodes.Call, Member(method.Module, library.GetType(values.Underlying.FullName), "ToString", 0));
        il.Emit(OpCodes.Ret);
    }

    /// <summary>From the highest down, what is all in the rest is taken out of it and put before the text.</summary>
    private static void WriteFlags(ILProcessor il, EnumValues values, VariableDefinition rest, MethodReference concat)
    {
        VariableDefinition text = new(il.Body.Method.Module.TypeSystem.String);
        il.Body.Variables.Add(text);
        Instruction number = il.Create(OpCodes.Nop);
        il.Emit(OpCodes.Ldloc, rest);
        il.Emit(OpCodes.Brfalse, number);
        foreach ((string name, ulong bits) in values.Flags.Reverse())
        {
            Instruction next = il.Create(OpCodes.Nop);
            Instruction first = il.Create(OpCodes.Ldstr, name);
            Instruction keep = il.Create(OpCodes.Stloc, text);
            il.Emit(OpCodes.Ldloc, rest);
            il.Emit(OpCodes.Ldc_I8, (long)bits);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Ldc_I8, (long)bits);
            il.Emit(OpCodes.Bne_Un, next);
            il.Emit(OpCodes.Ldloc, rest);
            il.Emit(OpCodes.Ldc_I8, (long)~bits);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Stloc, rest);
            il.Emit(OpCodes.Ldloc, text);
            il.Emit(OpCodes.Brfalse, first);
            il.Emit(OpCodes.Ldstr, name);
            il.Emit(OpCodes.Ldstr, ", ");
            il.Emit(OpCodes.Ldloc, text);
            il.Emit(OpCodes.Call, concat);
            il.Emit(OpCodes.Br, keep);
            il.Append(first);
            il.Append(keep);
            il.Append(next);
        }

        il.Emit(OpCodes.Ldloc, rest);
        il.Emit(OpCodes.Brtrue, number);
        il.Emit(OpCodes.Ldloc, text);
        il.Emit(OpCodes.Ret);
        il.Append(number);
    }

    private static MethodReference Member(ModuleDefinition module, TypeDefinition type, string name, int parameters) =>
        module.ImportReference(
            type.Methods.Single(method =>
                method.Name == name
                && method.Parameters.Count == parameters
                && method.Parameters.All(parameter => parameter.ParameterType.MetadataType == MetadataType.String)
            )
        );
}
