using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Guests.Faults;

/// <summary>
/// Breaks in the way that its load options name, so that the account an EFI application gives of each can be seen to be
/// right.
/// </summary>
internal static class EntryPoint
{
    private const int MaximumOptionLength = 64;

    [InlineArray(3 * MaximumOptionLength)]
    private struct Buffer
    {
        private byte _first;
    }

    // Not readonly, or the compiler would see the faults coming.
    private static int s_zero = 0;
    private static int s_maximum = int.MaxValue;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "faults");
        return EfiApplication.End(Break(system, imageHandle));
    }

    private static EfiStatus Break(EfiSystem system, nint imageHandle)
    {
        Buffer buffer = default;
        if (
            !OwnImage.TryFind(system, imageHandle, out OwnImage image)
            || image.LoadOptions.Length > MaximumOptionLength * sizeof(char)
        )
            return EfiStatus.InvalidParameter;
        ReadOnlySpan<byte> name = ((Span<byte>)buffer)[..Utf8.FromUtf16(image.LoadOptions, buffer)];

        EfiApplication.WriteLine($"faults: {name}");
        if (name.SequenceEqual("bounds"u8))
            ReadPastTheEnd();
        else if (name.SequenceEqual("divide"u8))
            DivideByZero();
        else if (name.SequenceEqual("overflow"u8))
            Overflow();
        else if (name.SequenceEqual("null"u8))
            DereferenceNull();
        else if (name.SequenceEqual("wild"u8))
            WriteToNowhere();
        else if (name.SequenceEqual("cookie"u8))
            OverrunBuffer(s_zero + 64);
        else
            return EfiStatus.NotFound;
        EfiApplication.WriteLine($"faults: nothing happened");
        return EfiStatus.Success;
    }

    // Each in a method of its own: the compiler gathers the failing ends of a method behind its last line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadPastTheEnd() => EfiApplication.WriteLine($"{"x"u8[s_zero + 1]}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DivideByZero() => EfiApplication.WriteLine($"{1 / s_zero}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Overflow() => EfiApplication.WriteLine($"{checked(s_maximum + 1)}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DereferenceNull() => EfiApplication.WriteLine($"{Nothing()!.Length}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => s_zero == 0 ? null : "";

    /// <summary>Writes past a buffer on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void OverrunBuffer(int length)
    {
        // SAFETY: none, on purpose.
        byte* buffer = stackalloc byte[16];
        for (int i = 0; i < length; i++)
            buffer[i] = 0x55;
    }

    /// <summary>Stores where the firmware has nothing mapped.</summary>
    // SAFETY: none, on purpose.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void WriteToNowhere() => *(ulong*)(s_zero == 0 ? 1ul << 46 : 0) = 1;
}
