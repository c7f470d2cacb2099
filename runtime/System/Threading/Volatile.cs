using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Accesses that the compiler neither drops, repeats nor hoists (ldar/stlr on arm64): the only way to poll a device.
/// </summary>
public static class Volatile
{
    [Intrinsic]
    public static byte Read(ref readonly byte location) => Read(in location);

    [Intrinsic]
    public static ushort Read(ref readonly ushort location) => Read(in location);

    [Intrinsic]
    public static uint Read(ref readonly uint location) => Read(in location);

    [Intrinsic]
    public static ulong Read(ref readonly ulong location) => Read(in location);

    [Intrinsic]
    public static void Write(ref byte location, byte value) => Write(ref location, value);

    [Intrinsic]
    public static void Write(ref ushort location, ushort value) => Write(ref location, value);

    [Intrinsic]
    public static void Write(ref uint location, uint value) => Write(ref location, value);

    [Intrinsic]
    public static void Write(ref ulong location, ulong value) => Write(ref location, value);
}
