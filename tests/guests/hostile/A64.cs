namespace Keelson.Guests.Hostile;

/// <summary>A few instructions (Arm ARM DDI 0487, C6.2): enough for services that break one rule each.</summary>
internal static class A64
{
    public const uint Return = 0xd65f_03c0;
    public const uint Undefined = 0;
    public const uint BranchToItself = 0x1400_0000;
    public const uint WaitForInterrupt = 0xd503_207f;

    /// <summary>msr DAIFSet, #2.</summary>
    public const uint MaskInterrupts = 0xd503_42df;

    /// <summary>stp x29, x30, [sp, #-16]!</summary>
    public const uint Push = 0xa9bf_7bfd;

    /// <summary>b to the instruction before.</summary>
    public const uint BranchBack = 0x17ff_ffff;

    /// <summary>Number of a register that reads as zero.</summary>
    public const uint Zero = 31;

    public static uint MoveWide(uint register, uint value, uint shift = 0) =>
        0xd280_0000 | shift / 16 << 21 | value << 5 | register;

    public static uint MoveKeep(uint register, uint value, uint shift) =>
        0xf280_0000 | shift / 16 << 21 | value << 5 | register;

    public static uint Load(uint register, uint address) => 0xf940_0000 | address << 5 | register;

    public static uint Store(uint register, uint address, uint offset = 0) =>
        0xf900_0000 | offset / 8 << 10 | address << 5 | register;

    public static uint StoreByte(uint register, uint address, uint offset) =>
        0x3900_0000 | offset << 10 | address << 5 | register;

    public static uint StoreHalf(uint register, uint address, uint offset = 0) =>
        0x7900_0000 | offset / 2 << 10 | address << 5 | register;

    public static uint LoadHalf(uint register, uint address) => 0x7940_0000 | address << 5 | register;

    public static uint AddRegister(uint result, uint left, uint right) =>
        0x8b00_0000 | right << 16 | left << 5 | result;

    /// <summary>sturb to the byte before.</summary>
    public static uint StoreByteBefore(uint register, uint address) => 0x381f_f000 | address << 5 | register;

    public static uint AddOne(uint register) => 0x1100_0400 | register << 5 | register;

    /// <summary>Skips as many instructions where the register is zero.</summary>
    public static uint SkipIfZero(uint register, uint count) => 0xb400_0000 | (count + 1) << 5 | register;

    public static uint SkipIfNotZero(uint register, uint count) => 0xb500_0000 | (count + 1) << 5 | register;

    public static uint ExclusiveOr(uint result, uint left, uint right) =>
        0xca00_0000 | right << 16 | left << 5 | result;

    public static uint Branch(uint register) => 0xd61f_0000 | register << 5;

    /// <summary>This instruction's own address.</summary>
    public static uint OwnAddress(uint register) => 0x1000_0000 | register;

    /// <summary>fmov dN, xM.</summary>
    public static uint MoveToSimd(uint simd, uint register) => 0x9e67_0000 | register << 5 | simd;
}
