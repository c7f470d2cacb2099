using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>Registers as they were; FurtherRegisters.S has their order.</summary>
[InlineArray(10)]
public struct FurtherRegisters
{
    private ulong _first;

    // SAFETY: the assembly writes to no more than these.
    public static unsafe void Save(out FurtherRegisters saved)
    {
        fixed (FurtherRegisters* room = &saved)
        {
            SaveFurtherRegisters(room);
        }
    }

    /// <returns>Those that were changed, a bit each; they are as they were again.</returns>
    // SAFETY: the assembly reads no more than these.
    public static unsafe ulong Restore(ref FurtherRegisters saved)
    {
        fixed (FurtherRegisters* room = &saved)
        {
            return RestoreFurtherRegisters(room);
        }
    }

    [RuntimeImport("*", "SaveFurtherRegisters")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void SaveFurtherRegisters(FurtherRegisters* room);

    [RuntimeImport("*", "RestoreFurtherRegisters")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe ulong RestoreFurtherRegisters(FurtherRegisters* room);
}
