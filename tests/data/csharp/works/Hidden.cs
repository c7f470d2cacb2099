using System.Runtime.CompilerServices;

namespace Keelson.Cases;

/// <summary>Values that no compiler sees through.</summary>
internal static class Hidden
{
    public static int Zero = int.Parse("0");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Int(int value) => value + Zero;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Double(double value) => value + Zero;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string Text(string value) => Zero == 0 ? value : "";
}
