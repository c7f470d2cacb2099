using System.Globalization;
using System.Runtime.InteropServices;

namespace Keelson.Tools.Debugging;

/// <summary>
/// How a debugger gets from a method's frame to its caller's, as call frame information (DWARF 4, 6.4) in the
/// assembler's words. The compiler's own was for exceptions and is gone, and what a debugger guesses from the
/// instructions ends where they are shared (tools/Outlining).
/// </summary>
internal static class FrameRules
{
    private const string SharedCode = "SharedCode";
    private const uint Return = 0xd65f_03c0;
    private const int WordBytes = 4;

    // Instructions of a prologue, until the frame record is written.
    private const int LongestPrologue = 16;
    private const uint LateRecord = 0xa9bf_7bfd; // stp x29, x30, [sp, #-16]!

    // The frame pointer is set by the one behind, or by what that calls.
    private const int SetBehindRecord = 2;

    private const string InRecord = ".cfi_offset x29, -16\n.cfi_offset x30, -8\n";
    private const string Left = ".cfi_def_cfa sp, 0\n.cfi_same_value x29\n.cfi_same_value x30\n";

    /// <returns>Directives, each in front of the instruction at its offset, in order.</returns>
    public static IEnumerable<(uint Offset, string Text)> Of(LinkedModule module)
    {
        uint[] code = MemoryMarshal.Cast<byte, uint>(module.Code.Span).ToArray();
        List<(uint Offset, string Text)> rules = [];
        foreach ((uint start, uint end, bool isTail) in Procedures(module, code))
        {
            rules.Add((start, ".cfi_startproc\n"));
            int first = (int)start / WordBytes,
                last = (int)end / WordBytes;
            if (isTail)
            {
                rules.Add((start, ".cfi_def_cfa x29, 16\n" + InRecord));
            }
            else
            {
                AddPrologue(rules, code.AsSpan(first, last - first), start);
            }

            AddEpilogues(rules, code.AsSpan(first, last - first), start);
            rules.Add((end, ".cfi_endproc\n"));
        }

        return rules;
    }

    /// <summary>Methods; and of what they share each piece, which is called, or is the end of those that go on
    /// there.</summary>
    private static IEnumerable<(uint Start, uint End, bool IsTail)> Procedures(LinkedModule module, uint[] code)
    {
        uint length = (uint)(code.Length * WordBytes);
        uint[] starts = [.. module.Methods.Select(method => method.Offset)];
        int shared = module.Methods.ToList().FindIndex(method => method.Name == SharedCode);
        uint begin = shared < 0 ? length : starts[shared];
        ILookup<uint, bool> pieces = code.Select((word, i) => (Target: TargetOf(word, i), IsCall: word >> 31 != 0))
            .Where(branch => branch.Target >= begin && branch.Target < length)
            .ToLookup(branch => (uint)branch.Target, branch => branch.IsCall);
        uint[] all = [.. starts.Concat(pieces.Select(piece => piece.Key)).Append(length).Distinct().Order()];
        return all.Zip(all.Skip(1)).Select(pair => (pair.First, pair.Second, pieces[pair.First].Contains(false)));
    }

    /// <returns>Where <c>b</c> and <c>bl</c> lead; less than nothing for others.</returns>
    private static long TargetOf(uint word, int index) =>
        (word & 0x7c00_0000) == 0x1400_0000 ? ((index + (long)((int)(word << 6) >> 6)) * WordBytes) : -1;

    private static void AddPrologue(List<(uint, string)> rules, ReadOnlySpan<uint> code, uint start)
    {
        int depth = 0;
        for (int i = 0; i < code.Length; i++)
        {
            // A method without a frame makes one of nothing but the record where a check has failed (LeafFrames).
            if (i >= LongestPrologue && code[i] != LateRecord)
            {
                continue;
            }

            uint behind = start + (uint)((i + 1) * WordBytes);
            int grown = Growth(code[i]);
            depth += grown;
            if ((code[i] & 0xff40_7fff) == 0xa900_7bfd)
            {
                // stp x29, x30, [sp, #n], or [sp, #-n]!
                int place = grown != 0 ? 0 : PairOffset(code[i]);
                rules.Add(
                    (
                        behind,
                        Text($".cfi_def_cfa_offset {depth}\n.cfi_offset x29, {place - depth}\n")
                            + Text($".cfi_offset x30, {place - depth + 8}\n")
                    )
                );
                uint set = start + (uint)((i + SetBehindRecord) * WordBytes);
                if (set < start + (uint)(code.Length * WordBytes))
                {
                    rules.Add((set, Text($".cfi_def_cfa x29, {depth - place}\n")));
                }

                return;
            }

            if (grown != 0)
            {
                rules.Add((behind, Text($".cfi_def_cfa_offset {depth}\n")));
            }
        }
    }

    /// <summary>Behind <c>ldp x29, x30</c> they are the caller's, until the method's end, or the next branch.</summary>
    private static void AddEpilogues(List<(uint, string)> rules, ReadOnlySpan<uint> code, uint start)
    {
        bool isLeft = false;
        for (int i = 0; i + 1 < code.Length; i++)
        {
            uint behind = start + (uint)((i + 1) * WordBytes);
            if (!isLeft && (code[i] & 0xff40_7fff) is 0xa940_7bfd or 0xa840_7bfd)
            {
                rules.Add((behind, ".cfi_remember_state\n" + Left));
                isLeft = true;
            }
            else if (isLeft && (code[i] == Return || (code[i] & 0xfc00_0000) == 0x1400_0000))
            {
                rules.Add((behind, ".cfi_restore_state\n"));
                isLeft = false;
            }
        }
    }

    /// <returns>By how many bytes an instruction of a prologue lowers the stack pointer.</returns>
    private static int Growth(uint word) =>
        (word & 0xff80_03ff) == 0xd100_03ff ? (int)((word >> 10) & 0xfff) << (int)(((word >> 22) & 1) * 12)
        : (word & 0xbfc0_03e0) == 0xa980_03e0 || (word & 0xffc0_03e0) == 0x6d80_03e0 ? -PairOffset(word)
        : (word & 0xffe0_0fe0) == 0xf800_0fe0 ? -((int)(word << 11) >> 23)
        : 0;

    private static int PairOffset(uint word) => ((int)(word << 10) >> 25) * 8;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
