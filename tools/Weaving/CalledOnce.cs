using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Marks small methods that the whole program calls from one place only, so that the compiler puts them there: it sees
/// one method at a time and cannot know. A call, a frame and its saved registers cost some 50 bytes.
/// </summary>
internal static class CalledOnce
{
    /// <summary>
    /// Bytes of IL. Beyond it the caller runs out of registers and the whole grows; measured on the stub.
    /// </summary>
    private const int MaximumSizeBytes = 60;

    /// <returns>Methods marked.</returns>
    public static int Mark(IReadOnlyList<ModuleDefinition> program)
    {
        CallCount calls = CallCount.Of(program);
        int count = 0;
        foreach (MethodDefinition method in calls.Once.Where(CanMove))
        {
            method.AggressiveInlining = true;
            count++;
        }

        return count;
    }

    private static bool CanMove(MethodDefinition method) =>
        method is { HasBody: true, NoInlining: false, AggressiveInlining: false }
        && method.Body.CodeSize <= MaximumSizeBytes
        && !method.Body.Instructions.Any(one => one.OpCode.Code == Code.Localloc)
        // What ends the program is better off the path that goes on.
        && !method.CustomAttributes.Any(one => one.AttributeType.Name == "DoesNotReturnAttribute");
}
