using System;
using System.Runtime.CompilerServices;
using Keelson.Handover;

namespace Keelson.Arch.Arm64;

/// <summary>
/// Faults on request, for kernel and EFI applications alike, so that the account of each can be seen to be right.
/// </summary>
public static class FaultInjection
{
    // Not readonly, or the compiler would see the faults coming.
    private static int s_zero = 0;
    private static int s_maximum = int.MaxValue;

    /// <param name="unmappedAddress">Where nothing is mapped, in bytes: what <c>abort</c> stores to.</param>
    /// <returns>False for none; otherwise it does not return, if all is well.</returns>
    public static bool TryProvoke(InjectedFault fault, ulong unmappedAddress)
    {
        switch (fault)
        {
            case InjectedFault.Bounds:
                ReadPastTheEnd();
                return true;
            case InjectedFault.Divide:
                DivideByZero();
                return true;
            case InjectedFault.Overflow:
                Overflow();
                return true;
            case InjectedFault.Null:
                DereferenceNull();
                return true;
            case InjectedFault.Cookie:
                OverrunBuffer(s_zero + 64);
                return true;
            case InjectedFault.Abort:
                WriteToNowhere(unmappedAddress);
                return true;
            default:
                return false;
        }
    }

    // Each in a method of its own: the compiler gathers the failing ends of a method behind its last line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadPastTheEnd() => "x"u8[s_zero + 1];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DivideByZero() => 1 / s_zero;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Overflow() => checked(s_maximum + 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DereferenceNull() => Nothing()!.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => s_zero == 0 ? null : "";

    /// <summary>Writes past a buffer on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void OverrunBuffer(int length)
    {
        // SAFETY: none, on purpose.
        byte* buffer = stackalloc byte[16];
        for (int i = 0; i < length; i++)
        {
            buffer[i] = 0x55;
        }
    }

    // SAFETY: none, on purpose.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void WriteToNowhere(ulong unmappedAddress) => *(ulong*)unmappedAddress = 1;
}
