using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;

namespace Keelson.KernelShim;

/// <summary>
/// Faults on request (<c>keelson.fault=...</c>), so that the account of each can be seen to be right.
/// </summary>
internal static unsafe class Provocation
{
    // Not readonly, or the compiler would see the faults coming.
    private static int s_zero = 0;
    private static int s_maximum = int.MaxValue;

    public static void IfAsked()
    {
        if (CommandLine.Has("keelson.fault=bounds"u8))
            ReadPastTheEnd();
        if (CommandLine.Has("keelson.fault=divide"u8))
            DivideByZero();
        if (CommandLine.Has("keelson.fault=overflow"u8))
            Overflow();
        if (CommandLine.Has("keelson.fault=null"u8))
            DereferenceNull();
        if (CommandLine.Has("keelson.fault=cookie"u8))
            OverrunBuffer(s_zero + 64);
        if (CommandLine.Has("keelson.fault=abort"u8))
            WriteToNowhere();
    }

    // Each in a method of its own: the compiler gathers the failing ends of a method behind its last line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadPastTheEnd() => Log.Line($"{"x"u8[s_zero + 1]}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DivideByZero() => Log.Line($"{1 / s_zero}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Overflow() => Log.Line($"{checked(s_maximum + 1)}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DereferenceNull() => Log.Line($"{Nothing()!.Length}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => s_zero == 0 ? null : "";

    /// <summary>Writes past a buffer on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OverrunBuffer(int length)
    {
        // SAFETY: none, on purpose.
        byte* buffer = stackalloc byte[16];
        for (int i = 0; i < length; i++)
            buffer[i] = 0x55;
    }

    /// <summary>Stores where the kernel has nothing mapped.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteToNowhere() =>
        *(ulong*)KernelLayout.Linear(new PhysicalAddress(s_zero == 0 ? 1ul << 46 : 0)).Value = 1;
}
