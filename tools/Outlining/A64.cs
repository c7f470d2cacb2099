namespace Keelson.Tools.Outlining;

/// <summary>
/// What has to be known of A64 instructions (Arm ARM DDI 0487, C4.1) to move them: which depend on where they stand,
/// which registers and which memory they touch.
/// </summary>
internal static class A64
{
    public const uint Return = 0xd65f_03c0;
    private const uint LinkBit = 0x8000_0000; // of branches
    private const uint WideBit = 0x8000_0000; // of what works on registers
    private const int LinkRegister = 30;
    private const int FrameRegister = 29;
    private const int StackRegister = 31;

    public static bool IsBranch(uint word) => (word & 0xfc00_0000) == 0x1400_0000;

    public static bool IsCall(uint word) => (word & 0xfc00_0000) == 0x9400_0000;

    public static bool IsCallByRegister(uint word) => (word & 0xffff_fc1f) == 0xd63f_0000;

    public static bool IsBranchByRegister(uint word) => (word & 0xffff_fc1f) == 0xd61f_0000;

    public static bool IsConditionalBranch(uint word) => (word & 0xff00_0010) == 0x5400_0000;

    public static bool IsCompareAndBranch(uint word) => (word & 0x7e00_0000) == 0x3400_0000;

    public static bool IsTestAndBranch(uint word) => (word & 0x7e00_0000) == 0x3600_0000;

    public static bool IsAddress(uint word) => (word & 0x9f00_0000) == 0x1000_0000;

    public static bool IsPageAddress(uint word) => (word & 0x9f00_0000) == 0x9000_0000;

    public static bool IsLiteralLoad(uint word) => (word & 0x3b00_0000) == 0x1800_0000;

    /// <summary>What branches only if something holds.</summary>
    public static bool IsConditional(uint word) =>
        IsConditionalBranch(word) || IsCompareAndBranch(word) || IsTestAndBranch(word);

    /// <summary>After it, the next word is reached from elsewhere only.</summary>
    public static bool EndsFlow(uint word) => word == Return || IsBranch(word) || IsBranchByRegister(word);

    /// <summary>STP or LDP of x29 and x30 by the stack pointer: a frame record (AAPCS64, 6.4.6).</summary>
    public static bool StoresFrameRecord(uint word) => (word & 0xfe40_7fff) == 0xa800_7bfd;

    public static bool LoadsFrameRecord(uint word) => (word & 0xfe40_7fff) == 0xa840_7bfd;

    /// <summary>The branch that takes a call's place as the last instruction.</summary>
    public static uint CallToBranch(uint word) => IsCall(word) ? word & ~LinkBit : (word & ~0x0020_0000u);

    public static uint Branch => 0x1400_0000;

    public static uint Call => Branch | LinkBit;

    /// <summary>The conditional branch of the opposite condition.</summary>
    public static uint Inverted(uint word) => IsConditionalBranch(word) ? word ^ 1 : word ^ 0x0100_0000;

    /// <summary>Whether there is an opposite: "always" and "never" mean the same.</summary>
    public static bool HasOpposite(uint word) => !IsConditionalBranch(word) || (word & 0xe) != 0xe;

    /// <summary>What MOVZ or MOVN gives its register, all 64 bits of it; nothing for another instruction.</summary>
    public static ulong? MovedValue(uint word)
    {
        const uint NotInverted = 0x4000_0000;
        if ((word & 0x3f80_0000) != 0x1280_0000)
        {
            return null;
        }

        ulong value = (ulong)(word >> 5 & 0xffff) << HalfShift(word);
        value = (word & NotInverted) != 0 ? value : ~value;
        return (word & WideBit) != 0 ? value : (uint)value;
    }

    /// <summary>Whether it is a MOVK into the register, of the width, that another one moved a value to.</summary>
    public static bool IsInsertion(uint word, uint move) =>
        (word & 0x7f80_0000) == 0x7280_0000 && ((word ^ move) & (WideBit | 31)) == 0;

    /// <summary>The value of a register after MOVK.</summary>
    public static ulong Inserted(uint word, ulong value) =>
        (value & ~(0xfffful << HalfShift(word))) | (ulong)(word >> 5 & 0xffff) << HalfShift(word);

    /// <summary>In bytes, for an instruction that is relative to its own place.</summary>
    public static int? Distance(uint word) =>
        IsBranch(word) || IsCall(word) ? SignExtend(word, 26) * 4
        : IsConditionalBranch(word) || IsCompareAndBranch(word) || IsLiteralLoad(word) ? SignExtend(word >> 5, 19) * 4
        : IsTestAndBranch(word) ? SignExtend(word >> 5, 14) * 4
        : IsAddress(word) ? SignExtend((word >> 5 << 2) | (word >> 29 & 3), 21)
        : null;

    /// <exception cref="OverflowException">The distance does not fit.</exception>
    public static uint WithDistance(uint word, int bytes) =>
        IsBranch(word) || IsCall(word) ? Insert(word, bytes / 4, 26, 0)
        : IsTestAndBranch(word) ? Insert(word, bytes / 4, 14, 5)
        : IsAddress(word) ? Insert(word, bytes >> 2, 19, 5) & ~0x6000_0000u | ((uint)bytes & 3) << 29
        : Insert(word, bytes / 4, 19, 5);

    /// <summary>Loads and stores: bits 27 and 25 of them, and of nothing else.</summary>
    private static bool IsMemory(uint word) => (word & 0x0a00_0000) == 0x0800_0000;

    /// <summary>Memory that may fault: any but the method's own frame.</summary>
    public static bool MayFault(uint word) =>
        IsMemory(word) && !IsLiteralLoad(word) && Field(word, 5) is not (FrameRegister or StackRegister);

    /// <summary>
    /// Whether x30 may be read or written; by its place among registers, so a vector register of that number counts.
    /// </summary>
    public static bool TouchesReturnAddress(uint word) => Touches(word, LinkRegister);

    /// <summary>Whether x29 or x30 may be read or written.</summary>
    public static bool TouchesRecord(uint word) => Touches(word, FrameRegister) || Touches(word, LinkRegister);

    /// <summary>
    /// Whether SP is read or written, which has its number in common with XZR: as a base, and by the additions,
    /// subtractions and logical operations that know it.
    /// </summary>
    public static bool TouchesStack(uint word)
    {
        bool isSum = (word & 0x1f00_0000) == 0x1100_0000 || (word & 0x1f20_0000) == 0x0b20_0000;
        bool isLogical = (word & 0x1f80_0000) == 0x1200_0000;
        bool setsFlags = isSum ? (word & 0x2000_0000) != 0 : (word & 0x6000_0000) == 0x6000_0000;
        return ((IsMemory(word) || isSum) && Field(word, 5) == StackRegister)
            || ((isSum || isLogical) && !setsFlags && Field(word, 0) == StackRegister);
    }

    private static bool Touches(uint word, int register)
    {
        bool isImmediate = (word & 0x1c00_0000) == 0x1000_0000; // data processing with an immediate
        bool isMoveOrPage = isImmediate && ((word >> 23 & 7) is 5 or 0 or 1);
        bool isUnary = IsMemory(word) && !HasThirdRegister(word);
        return Field(word, 0) == register
            || (!isMoveOrPage && Field(word, 5) == register)
            || (IsMemory(word) && IsPair(word) && Field(word, 10) == register)
            || (!isImmediate && !isUnary && Field(word, 16) == register)
            || (!isImmediate && !IsMemory(word) && Field(word, 10) == register);
    }

    /// <summary>Barriers, hints, system registers and what raises an exception: kept where they are.</summary>
    public static bool IsSystem(uint word) =>
        (word & 0xfe00_0000) == 0xd400_0000 || (word & 0x9f00_0000) == 0 || (word & 0xffff_0000) == 0;

    private static bool IsPair(uint word) => (word & 0x3a00_0000) == 0x2800_0000;

    /// <summary>
    /// Register offsets and atomic operations, or exclusive ones, whose status register stands there.
    /// </summary>
    private static bool HasThirdRegister(uint word) =>
        (word & 0x3b20_0000) == 0x3820_0000 || (word & 0x3f00_0000) == 0x0800_0000;

    private static int HalfShift(uint word) => (int)(word >> 21 & 3) * 16;

    private static int Field(uint word, int shift) => (int)(word >> shift & 31);

    private static int SignExtend(uint field, int bits) => (int)(field << (32 - bits)) >> (32 - bits);

    private static uint Insert(uint word, int value, int bits, int shift)
    {
        uint mask = (1u << bits) - 1;
        return value >= -(1 << (bits - 1)) && value < 1 << (bits - 1)
            ? (word & ~(mask << shift)) | ((uint)value & mask) << shift
            : throw new OverflowException($"a distance of {value} words does not fit {bits} bits");
    }
}
