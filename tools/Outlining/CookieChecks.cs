using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>
/// At its end a method with buffers compares its copy of the stack's cookie: six instructions, which the outliner does
/// not share, as one might fault and one branches. A call takes their place. Where the two differ, what was called
/// branches on with the return address that it was given, so that a backtrace begins in the method.
/// </summary>
internal static class CookieChecks
{
    private const string Cookie = "__security_cookie";
    private const uint LoadCookie = 0xf940_0210; // LDR x16, [x16]
    private const uint Compare = 0xeb11_021f; // CMP x16, x17
    private const uint BranchIfEqual = 0x5400_0000; // B.EQ
    private const int CopyRegister = 17;

    public static void Share(CompiledCode code)
    {
        code.Lay();
        List<CodeWord>? shared = null;
        for (int at = 0; at < code.Words.Count; at++)
        {
            if (Read(code.Words, at) is { } check)
            {
                shared ??= check.MakeShared();
                check.Replace(shared[0]);
            }
        }

        if (shared is not null)
        {
            code.Words = [.. code.Words.Where(word => !word.IsLeftOut), .. shared];
            code.FirstShared = shared[0];
        }
    }

    private static Check? Read(List<CodeWord> words, int at)
    {
        CodeWord[] run = [.. words.Skip(at).Take(9)];
        int address = run.TakeWhile(word => word.Relocation?.Symbol.Name == Cookie && !word.IsData).Count();
        if (address is 0 || run[address..] is not [{ Value: LoadCookie } load, .. var rest])
        {
            return null;
        }

        int copy = rest.TakeWhile(word => (word.Value & 31) == CopyRegister).Count();
        return
            rest[copy..] is [{ Value: Compare } compare, { IsDirect: true } branch, var fail, ..]
            && (branch.Value & 0xff00_001f) == BranchIfEqual
            && A64.IsCall(fail.Value)
            && run[1..].TakeWhile(word => word != fail).Append(fail).All(word => !word.IsLabel)
            && run[0].IsReturnAddressKept
            && words.ElementAtOrDefault(at + address + 1 + copy + 3) == branch.Target
            ? new Check(run[..address], load, rest[..copy], compare, branch, fail)
            : null;
    }

    private sealed record Check(
        CodeWord[] Address,
        CodeWord Load,
        CodeWord[] Copy,
        CodeWord Compare,
        CodeWord Branch,
        CodeWord Fail
    )
    {
        /// <summary>The same with what ends the program at its end, reached by a branch.</summary>
        public List<CodeWord> MakeShared()
        {
            CodeWord fail = Fail.Copy();
            fail.Value = A64.CallToBranch(fail.Value);
            CodeWord branch = new(A64.Inverted(Branch.Value)) { Target = fail };
            List<CodeWord> words = [.. Address.Select(word => word.Copy()), Load.Copy(), Compare.Copy(), branch];
            return [.. words, new CodeWord(A64.Return), fail];
        }

        /// <summary>The copy of the cookie is loaded where its address was, and the rest is called.</summary>
        public void Replace(CodeWord shared)
        {
            CodeWord[] room = [.. Address, Load, .. Copy, Compare, Branch, Fail];
            uint[] values = [.. Copy.Select(word => word.Value)];
            CodeWord call = room[Copy.Length];
            CodeWord end = Branch.Target!;
            foreach ((CodeWord word, uint value) in room.Zip(values))
            {
                word.Value = value;
                word.Relocation = null;
                word.Target = null;
            }

            call.Become(A64.Call, shared);
            foreach (CodeWord word in room[(Copy.Length + 1)..])
            {
                word.LeaveOut(end);
            }
        }
    }
}
