using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Has the objects made that hold references of statics, before an application does anything (runtime,
/// <c>GcStatics</c>).
/// </summary>
internal static class StaticHolders
{
    private const string MakerName = "Internal.Runtime.GcStatics";
    private const string EntryPoint = "EfiMain";

    public static void Prepare(IReadOnlyList<ModuleDefinition> program)
    {
        MethodDefinition? maker = program
            .Select(module => module.GetType(MakerName))
            .FirstOrDefault(type => type is not null)
            ?.Methods.Single(method => method is { Name: "Initialize", HasParameters: false });
        foreach (
            MethodDefinition entry in maker is null
                ? []
                : program[0].GetTypes().SelectMany(type => type.Methods).Where(IsEntryPoint)
        )
        {
            entry
                .Body.GetILProcessor()
                .InsertBefore(
                    entry.Body.Instructions[0],
                    Instruction.Create(OpCodes.Call, entry.Module.ImportReference(maker))
                );
        }
    }

    private static bool IsEntryPoint(MethodDefinition method) =>
        method.HasBody
        && method.CustomAttributes.Any(one =>
            one is { AttributeType.Name: "RuntimeExportAttribute", ConstructorArguments: [{ Value: EntryPoint }] }
        );
}
