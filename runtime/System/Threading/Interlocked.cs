using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Changes that nothing comes in between of, with full ordering. The compiler knows each by name and makes a loop of
/// ldaxr and stlxr of it, as armv8.0 has it; reaching a body as it stands would recurse.
/// </summary>
public static class Interlocked
{
    [Intrinsic]
    public static int CompareExchange(ref int location, int value, int comparand) =>
        CompareExchange(ref location, value, comparand);

    [Intrinsic]
    public static long CompareExchange(ref long location, long value, long comparand) =>
        CompareExchange(ref location, value, comparand);

    // SAFETY: as many bits, looked at in another way; so in all that follow.
    public static uint CompareExchange(ref uint location, uint value, uint comparand) =>
        (uint)CompareExchange(ref Unsafe.As<uint, int>(ref location), (int)value, (int)comparand);

    public static ulong CompareExchange(ref ulong location, ulong value, ulong comparand) =>
        (ulong)CompareExchange(ref Unsafe.As<ulong, long>(ref location), (long)value, (long)comparand);

    public static nint CompareExchange(ref nint location, nint value, nint comparand) =>
        (nint)CompareExchange(ref Unsafe.As<nint, long>(ref location), value, comparand);

    [Intrinsic]
    public static int Exchange(ref int location, int value) => Exchange(ref location, value);

    [Intrinsic]
    public static long Exchange(ref long location, long value) => Exchange(ref location, value);

    public static uint Exchange(ref uint location, uint value) =>
        (uint)Exchange(ref Unsafe.As<uint, int>(ref location), (int)value);

    public static ulong Exchange(ref ulong location, ulong value) =>
        (ulong)Exchange(ref Unsafe.As<ulong, long>(ref location), (long)value);

    public static nint Exchange(ref nint location, nint value) =>
        (nint)Exchange(ref Unsafe.As<nint, long>(ref location), value);

    [Intrinsic]
    private static int ExchangeAdd(ref int location, int value) => ExchangeAdd(ref location, value);

    [Intrinsic]
    private static long ExchangeAdd(ref long location, long value) => ExchangeAdd(ref location, value);

    /// <returns>The new value.</returns>
    public static int Add(ref int location, int value) => ExchangeAdd(ref location, value) + value;

    public static long Add(ref long location, long value) => ExchangeAdd(ref location, value) + value;

    public static uint Add(ref uint location, uint value) =>
        (uint)Add(ref Unsafe.As<uint, int>(ref location), (int)value);

    public static ulong Add(ref ulong location, ulong value) =>
        (ulong)Add(ref Unsafe.As<ulong, long>(ref location), (long)value);

    public static int Increment(ref int location) => Add(ref location, 1);

    public static long Increment(ref long location) => Add(ref location, 1);

    public static uint Increment(ref uint location) => Add(ref location, 1);

    public static ulong Increment(ref ulong location) => Add(ref location, 1);

    public static int Decrement(ref int location) => Add(ref location, -1);

    public static long Decrement(ref long location) => Add(ref location, -1);

    public static uint Decrement(ref uint location) => Add(ref location, uint.MaxValue);

    public static ulong Decrement(ref ulong location) => Add(ref location, ulong.MaxValue);

    /// <returns>The value as it was.</returns>
    public static int Or(ref int location, int value)
    {
        int current = location;
        while (true)
        {
            int seen = CompareExchange(ref location, current | value, current);
            if (seen == current)
            {
                return current;
            }
            current = seen;
        }
    }

    public static long Or(ref long location, long value)
    {
        long current = location;
        while (true)
        {
            long seen = CompareExchange(ref location, current | value, current);
            if (seen == current)
            {
                return current;
            }
            current = seen;
        }
    }

    public static uint Or(ref uint location, uint value) =>
        (uint)Or(ref Unsafe.As<uint, int>(ref location), (int)value);

    public static ulong Or(ref ulong location, ulong value) =>
        (ulong)Or(ref Unsafe.As<ulong, long>(ref location), (long)value);

    public static int And(ref int location, int value)
    {
        int current = location;
        while (true)
        {
            int seen = CompareExchange(ref location, current & value, current);
            if (seen == current)
            {
                return current;
            }
            current = seen;
        }
    }

    public static long And(ref long location, long value)
    {
        long current = location;
        while (true)
        {
            long seen = CompareExchange(ref location, current & value, current);
            if (seen == current)
            {
                return current;
            }
            current = seen;
        }
    }

    public static uint And(ref uint location, uint value) =>
        (uint)And(ref Unsafe.As<uint, int>(ref location), (int)value);

    public static ulong And(ref ulong location, ulong value) =>
        (ulong)And(ref Unsafe.As<ulong, long>(ref location), (long)value);

    public static long Read(ref readonly long location) => Volatile.Read(in location);

    public static ulong Read(ref readonly ulong location) => Volatile.Read(in location);

    /// <summary>DMB ISH.</summary>
    [Intrinsic]
    public static void MemoryBarrier() => MemoryBarrier();
}
