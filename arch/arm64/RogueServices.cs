using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>Ways for a runtime service to go wrong: RogueServices.S.</summary>
public enum RogueService
{
    Benign,
    DataAbort,
    Undefined,
    StackOverflow,
    Clobber,
    Unmask,
    StackSelect,
}

public static class RogueServices
{
    [RuntimeImport("*", "GetRogueService")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe byte* GetRogueService(int index, int* sizeBytes);

    /// <summary>Position-independent code.</summary>
    public static unsafe System.ReadOnlySpan<byte> Code(RogueService service)
    {
        int size;
        // SAFETY: the assembly returns the bounds of its own code.
        byte* start = GetRogueService((int)service, &size);
        return new System.ReadOnlySpan<byte>(start, size);
    }
}
