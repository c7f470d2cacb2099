using Keelson.Tools.Language;
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
    private const string EntrySymbol = "EfiMain";

    private const string HeapName = "Keelson.Efi.BumpHeap";

    /// <param name="heap">With a heap, its begin and end are put around the entry point too.</param>
    public static void Prepare(IReadOnlyList<ModuleDefinition> program, HeapKind heap)
    {
        MethodDefinition? maker = program
            .Select(module => module.GetType(MakerName))
            .FirstOrDefault(type => type is not null)
            ?.Methods.Single(method => method is { Name: "Initialize", HasParameters: false });
        foreach (
            MethodDefinition entry in maker is null
                ? []
                : program[0].GetTypes().SelectMany(type => type.Methods).Where(one => EntryPoint.Is(one, EntrySymbol))
        )
        {
            entry
                .Body.GetILProcessor()
                .InsertBefore(
                    entry.Body.Instructions[0],
                    Instruction.Create(OpCodes.Call, entry.Module.ImportReference(maker))
                );
            if (heap == HeapKind.Bump)
            {
                Surround(entry, program);
            }
        }
    }

    private static void Surround(MethodDefinition entry, IReadOnlyList<ModuleDefinition> program)
    {
        TypeDefinition memory = program.Select(module => module.GetType(HeapName)).First(type => type is not null);
        MethodReference Member(string name) =>
            entry.Module.ImportReference(memory.Methods.Single(method => method.Name == name));
        ILProcessor processor = entry.Body.GetILProcessor();
        processor.InsertBefore(entry.Body.Instructions[0], Instruction.Create(OpCodes.Call, Member("Prepare")));
        foreach (Instruction end in entry.Body.Instructions.Where(one => one.OpCode.Code == Code.Ret).ToArray())
        {
            // In place, as branches lead here.
            end.OpCode = OpCodes.Call;
            end.Operand = Member("Release");
            processor.InsertAfter(end, Instruction.Create(OpCodes.Ret));
        }
    }
}
