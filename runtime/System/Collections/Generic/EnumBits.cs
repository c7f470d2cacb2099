using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

internal static class EnumBits
{
    /// <summary>The value as a number; of unsigned ones above 2^63 the order is not theirs.</summary>
    // SAFETY: an enum lies in memory as its number, of so many bytes.
    public static unsafe long Of<T>(T value)
        where T : struct, Enum =>
        Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.As<T, byte>(ref value),
            2 => Unsafe.As<T, ushort>(ref value),
            4 => Unsafe.As<T, int>(ref value),
            _ => Unsafe.As<T, long>(ref value),
        };
}
