using Keelson.Arch.Arm64;
using Keelson.Memory;

namespace Keelson.KernelShim;

/// <summary>Faults on request (<c>keelson.fault=...</c>), so that the account of each can be seen to be right.</summary>
internal static unsafe class Provocation
{
    // Not readonly, or the compiler would see the faults coming.
    private static int s_zero = 0;
    private static int s_maximum = int.MaxValue;

    public static void IfAsked()
    {
        if (CommandLine.Has("keelson.fault=bounds"u8))
            Log.Line($"{"x"u8[s_zero + 1]}");
        if (CommandLine.Has("keelson.fault=divide"u8))
            Log.Line($"{1 / s_zero}");
        if (CommandLine.Has("keelson.fault=overflow"u8))
            Log.Line($"{checked(s_maximum + 1)}");
        if (CommandLine.Has("keelson.fault=null"u8))
            Log.Line($"{Nothing()!.Length}");
        if (CommandLine.Has("keelson.fault=cookie"u8))
            OverrunBuffer(s_zero + 64);
        if (CommandLine.Has("keelson.fault=abort"u8))
            *(ulong*)KernelLayout.Linear(new PhysicalAddress(s_zero == 0 ? 1ul << 46 : 0)).Value = 1;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static string? Nothing() => s_zero == 0 ? null : "";

    /// <summary>Writes past a buffer on the stack.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void OverrunBuffer(int length)
    {
        // SAFETY: none, on purpose.
        byte* buffer = stackalloc byte[16];
        for (int i = 0; i < length; i++)
            buffer[i] = 0x55;
    }
}
