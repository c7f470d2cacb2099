using System.Runtime.CompilerServices;

namespace Keelson.Cases;

/// <summary>What no compiler sees through.</summary>
internal static class Hidden
{
    public static int Zero;
    public static object? Last;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Int(int value) => value + Zero;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Keep(object? value) => Last = value;
}
