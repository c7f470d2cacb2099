namespace Keelson.Tools.Outlining;

/// <summary>A load or store at a fixed distance from x29 or SP, or the sum of one of them and a number.</summary>
/// <param name="Base">29, or 31 for SP.</param>
/// <param name="Offset">In bytes.</param>
internal readonly record struct FrameAccess(int Base, int Offset)
{
    private const int FrameRegister = 29;
    private const int StackRegister = 31;

    /// <summary>Null for any other instruction, and for one that changes the base (Arm ARM DDI 0487, C4.1).</summary>
    public static FrameAccess? Of(uint word)
    {
        int register = (int)(word >> 5 & 31);
        return register is not (FrameRegister or StackRegister) ? null
            : IsOffsetPair(word) ? new(register, Signed(word >> 15, 7) << PairScale(word))
            : IsUnsignedOffset(word) ? new(register, (int)(word >> 10 & 0xfff) << Scale(word))
            : IsUnscaled(word) ? new(register, Signed(word >> 12, 9))
            : IsSum(word) ? new(register, (int)(word >> 10 & 0xfff))
            : null;
    }

    /// <summary>The same save or restore of registers, so many bytes further up.</summary>
    /// <exception cref="OverflowException">It can't be encoded.</exception>
    public static uint Moved(uint word, int bytes)
    {
        bool isPair = IsOffsetPair(word);
        int scale = isPair ? PairScale(word) : Scale(word);
        int units = (Of(word)!.Value.Offset + bytes) >> scale;
        return units << scale != Of(word)!.Value.Offset + bytes || units < 0 || units >= (isPair ? 64 : 4096)
                ? throw new OverflowException($"{bytes} bytes further up than {word:x8}")
            : isPair ? (word & ~(0x7fu << 15)) | (uint)units << 15
            : (word & ~(0xfffu << 10)) | (uint)units << 10;
    }

    private static bool IsOffsetPair(uint word) => (word & 0x3b80_0000) == 0x2900_0000;

    private static bool IsUnsignedOffset(uint word) => (word & 0x3b00_0000) == 0x3900_0000;

    private static bool IsUnscaled(uint word) => (word & 0x3b20_0c00) == 0x3800_0000;

    /// <summary>ADD of a number that is not shifted, 64 bits.</summary>
    private static bool IsSum(uint word) => (word & 0xffc0_0000) == 0x9100_0000;

    private static bool IsVector(uint word) => (word & 0x0400_0000) != 0;

    private static int Scale(uint word) => (int)(word >> 30) | (IsVector(word) && (word & 0x0080_0000) != 0 ? 4 : 0);

    private static int PairScale(uint word) =>
        IsVector(word) ? (int)(word >> 30) + 2
        : word >> 31 == 0 ? 2
        : 3;

    private static int Signed(uint field, int bits) => (int)(field << (32 - bits)) >> (32 - bits);
}
