namespace Keelson.Tools.PortableExecutable;

/// <summary>What the errata of a processor ask of an A64 instruction (Arm ARM DDI 0487, C4.1).</summary>
internal readonly record struct Instruction(uint Word)
{
    private const int ZeroRegister = 31;

    /// <summary>Bits 27 and 25 of all loads and stores, and of nothing else.</summary>
    public bool IsLoadOrStore => (Word & 0x0a00_0000) == 0x0800_0000;

    public bool IsBranch => (Word & 0x1c00_0000) == 0x1400_0000;

    public bool IsPageAddress => (Word & 0x9f00_0000) == 0x9000_0000;

    /// <summary>A load relative to the program counter, which uses no base register.</summary>
    public bool IsLiteral => (Word & 0x3b00_0000) == 0x1800_0000;

    public bool HasUnsignedOffset => (Word & 0x3b00_0000) == 0x3900_0000;

    /// <summary>MADD, MSUB and the widening ones with 64-bit results, that add something.</summary>
    public bool IsMultiplyAccumulate64 => (Word & 0xff00_0000) == 0x9b00_0000 && Field(10) != ZeroRegister;

    public int Target => Field(0);
    public int Base => Field(5);

    /// <summary>Whether it loads a general register that the multiplication reads and so waits for.</summary>
    public bool Feeds(Instruction multiplication) =>
        IsGeneralLoad
        && (
            Target == multiplication.Field(5)
            || Target == multiplication.Field(16)
            || Target == multiplication.Field(10)
        );

    /// <summary>Whether it changes a general register; an instruction that is no load or store by its target.</summary>
    public bool Writes(int register)
    {
        if (!IsLoadOrStore)
        {
            return Target == register;
        }

        if (IsGeneralLoad && (Target == register || IsPair && Field(10) == register))
        {
            return true;
        }

        bool writesBack = IsPair ? (Word >> 23 & 1) != 0 : (Word & 0x3b20_0000) == 0x3800_0000 && (Word >> 10 & 1) != 0;
        return writesBack && Base == register;
    }

    private bool IsPair => (Word & 0x3a00_0000) == 0x2800_0000;

    private bool IsGeneralLoad =>
        (Word >> 26 & 1) == 0 && (IsPair ? (Word >> 22 & 1) != 0 : IsLiteral || (Word >> 22 & 3) != 0);

    private int Field(int shift) => (int)(Word >> shift & 31);
}
