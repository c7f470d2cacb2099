namespace Keelson.Addresses;

/// <summary>Rounding to powers of two, in bytes.</summary>
public static class Alignment
{
    public const ulong Size4K = 0x1000;
    public const ulong Size8K = 0x2000;
    public const ulong Size64K = 0x1_0000;
    public const ulong Size2M = 0x20_0000;

    public static ulong Down(ulong value, ulong alignment) => value & ~(alignment - 1);

    /// <summary>Rounds up; wraps to 0 past the last multiple that fits in 64 bits.</summary>
    public static ulong Up(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    public static bool IsAligned(ulong value, ulong alignment) => (value & (alignment - 1)) == 0;
}
