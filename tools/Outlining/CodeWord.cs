using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Four bytes of compiled code: an instruction, or data that stands behind a method's instructions. Words refer to each
/// other by object, so that they may move.
/// </summary>
internal sealed class CodeWord(uint value)
{
    /// <summary>The instruction; what depends on where it stands is encoded anew when it is written.</summary>
    public uint Value { get; set; } = value;

    /// <summary>What the linker fills in, if anything.</summary>
    public CoffRelocation? Relocation { get; set; }

    /// <summary>The word that the instruction, or the entry of a jump table, leads to.</summary>
    public CodeWord? Target { get; set; }

    /// <summary>For an entry of a jump table: the word that it is counted from.</summary>
    public CodeWord? TableBase { get; set; }

    /// <summary>Whether it is data.</summary>
    public bool IsData { get; set; }

    /// <summary>Whether a symbol stands here.</summary>
    public bool IsStart { get; set; }

    /// <summary>Whether something leads here, so that it can't be taken into the middle of a shared sequence.</summary>
    public bool IsLabel { get; set; }

    /// <summary>Whether the return address is kept in the frame here, so that the register is free.</summary>
    public bool IsReturnAddressKept { get; set; }

    /// <summary>Whether it is executed again and again: between a label and a branch back to it.</summary>
    public bool IsInLoop { get; set; }

    /// <summary>Where it is to stand, in bytes from the section's start.</summary>
    public int Place { get; set; }

    /// <summary>For a word that was left out: the one that stands for it.</summary>
    public CodeWord? Successor { get; private set; }

    public bool IsLeftOut => Successor is not null;

    /// <summary>A branch or call within the code: the linker has no part in it.</summary>
    public bool IsDirect => Relocation is null && Target is not null && !IsData;

    /// <summary>Makes an instruction of it that leads to another word.</summary>
    public void Become(uint value, CodeWord target)
    {
        Value = value;
        Relocation = null;
        Target = target;
    }

    public void LeaveOut(CodeWord successor)
    {
        Successor = successor;
        Relocation = null;
        Target = null;
    }

    /// <summary>The same instruction for another place.</summary>
    public CodeWord Copy() => new(Value) { Relocation = Relocation, Target = Target };
}
