namespace Keelson.Tools.Outlining;

/// <summary>
/// Leaves out the check of an index that can't be too large: what was masked, shifted or loaded to fewer bits than the
/// bound has. The compiler knows it of arrays alone.
/// </summary>
internal static class SettledBounds
{
    private const uint CompareImmediate = 0x7100_001f; // SUBS WZR, Wn, #imm
    private const uint AtLeast = 2; // B.HS
    private const uint Below = 3; // B.LO
    private const uint WordSizeBits = 32;

    public static void LeaveOut(CompiledCode code)
    {
        code.Lay();
        for (int index = 1; index + 2 < code.Words.Count; index++)
        {
            if (Settled(code.Words, index) is not { } isTaken)
            {
                continue;
            }

            CodeWord branch = code.Words[index + 1];
            if (isTaken)
            {
                branch.Become(A64.Branch, branch.Target!);
                code.Words[index].LeaveOut(branch);
            }
            else
            {
                branch.LeaveOut(code.Words[index + 2]);
                code.Words[index].LeaveOut(code.Words[index + 2]);
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
    }

    /// <summary>Whether the branch behind a comparison is taken, where that is sure.</summary>
    /// <param name="words">In order, with their labels.</param>
    /// <param name="at">Of the comparison.</param>
    public static bool? Settled(IReadOnlyList<CodeWord> words, int at)
    {
        if (
            at == 0
            || at + 1 >= words.Count
            || words[at] is not { IsData: false, IsLabel: false, Relocation: null } compare
            || words[at + 1] is not { IsDirect: true, IsLabel: false } branch
            || !A64.IsConditionalBranch(branch.Value)
            || (branch.Value & 0xf) is not (AtLeast or Below)
            || Bound(compare.Value) is not { } bound
            || Largest(words, at - 1, compare.Value >> 5 & 31) is not { } largest
            || largest >= bound
        )
        {
            return null;
        }

        return (branch.Value & 0xf) == Below;
    }

    private static uint? Bound(uint word) =>
        (word & 0xff80_001f) == CompareImmediate ? (word >> 10 & 0xfff) << ((word & 1 << 22) != 0 ? 12 : 0) : null;

    /// <summary>The largest number that an instruction leaves in a register.</summary>
    private static uint? Largest(IReadOnlyList<CodeWord> words, int at, uint register)
    {
        if (words[at].IsData || (words[at].Value & 31) != register)
        {
            return null;
        }

        uint word = words[at].Value;
        uint rotated = word >> 16 & 63;
        uint last = word >> 10 & 63;
        return word switch
        {
            // AND with the lowest bits.
            _ when (word & 0xffc0_0000) == 0x1200_0000 && rotated == 0 && last < WordSizeBits - 1 => Bits(last + 1),
            // UBFM, which is UBFX, UXTB, UXTH and LSR.
            _ when (word & 0xffc0_0000) == 0x5300_0000 && last >= rotated && last - rotated < WordSizeBits - 1 => Bits(
                last - rotated + 1
            ),
            // LDRB and LDRH, by a constant or a register.
            _ when (word & 0xffc0_0000) == 0x3940_0000 || (word & 0xffe0_0c00) == 0x3860_0800 => byte.MaxValue,
            _ when (word & 0xffc0_0000) == 0x7940_0000 || (word & 0xffe0_0c00) == 0x7860_0800 => ushort.MaxValue,
            // ADD of a constant to such a one, which can't carry.
            _ when (word & 0xffc0_0000) == 0x1100_0000 && at > 0 && !words[at].IsLabel => Sum(
                Largest(words, at - 1, word >> 5 & 31),
                word >> 10 & 0xfff
            ),
            _ => null,
        };
    }

    private static uint? Sum(uint? largest, uint constant) => largest < 1u << 30 ? largest + constant : null;

    private static uint Bits(uint count) => (1u << (int)count) - 1;
}
