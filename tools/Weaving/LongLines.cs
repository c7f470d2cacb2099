using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>Lets an application's lines be longer than the products' (portable, <c>LongText</c>).</summary>
internal static class LongLines
{
    private const string SwitchType = "Keelson.Text.LongText";
    private const string SwitchMethod = "get_Exists";

    public static void Allow(IReadOnlyList<ModuleDefinition> program)
    {
        foreach (
            MethodDefinition method in program
                .Select(module => module.GetType(SwitchType))
                .Where(type => type is not null)
                .SelectMany(type => type.Methods)
                .Where(method => method.Name == SwitchMethod)
        )
        {
            method.Body.Instructions.Clear();
            ILProcessor processor = method.Body.GetILProcessor();
            processor.Emit(OpCodes.Ldc_I4_1);
            processor.Emit(OpCodes.Ret);
            method.DebugInformation.SequencePoints.Clear();
        }
    }
}
