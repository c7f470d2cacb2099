using Keelson.Tools.Language;
using Keelson.Tools.Weaving;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Leaves out checks of the compiler's that can't come true: that a method which never returns did, and, where there is
/// no heap, that a reference is null.
/// </summary>
internal static class NeedlessChecks
{
    private const uint Breakpoint = 0xd43e_0000; // BRK #0xf000
    private const uint NullCheck = 0x39c0_001f; // LDRSB WZR, [Xn]
    private const uint Register = 31 << 5;

    /// <summary>In which every check ends; it never returns (<c>LastWords</c>).</summary>
    public const string Failure = LastWords.Symbol;

    /// <param name="code">Changes.</param>
    /// <param name="heap">Of the program.</param>
    /// <param name="failure">Where <see cref="Failure"/> begins, where it is in this code.</param>
    public static void LeaveOut(CompiledCode code, HeapKind heap, CodeWord? failure)
    {
        code.Lay();
        HashSet<CodeWord> shared =
        [
            .. code.Words.Where(word => word.Target != word).Select(word => word.Target).OfType<CodeWord>(),
        ];
        for (int index = 0; index + 1 < code.Words.Count; index++)
        {
            CodeWord word = code.Words[index];
            CodeWord? before = index > 0 ? code.Words[index - 1] : null;
            if (
                IsBehindCall(before, word)
                || (before is not null && IsFailure(before, failure) && IsLoop(word) && !shared.Contains(word))
                || (heap == HeapKind.None && IsNullCheck(word))
            )
            {
                CodeWord next = code.Words[index + 1];
                next.IsStart |= word.IsStart;
                word.LeaveOut(next);
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
    }

    /// <summary>
    /// The compiler puts it behind the call of a method that it knows not to return, so that the return address is one
    /// of the caller. Who reads a backtrace looks at the call in front of it.
    /// </summary>
    private static bool IsBehindCall(CodeWord? call, CodeWord word) =>
        word is { IsData: false, IsLabel: false, Value: Breakpoint }
        && call is { IsData: false }
        && (A64.IsCall(call.Value) || A64.IsCallByRegister(call.Value));

    /// <summary>
    /// Who calls it goes on nowhere: C# says so by a loop, which gives every check a call of its own, so that a
    /// backtrace has its line.
    /// </summary>
    public static bool IsFailure(CodeWord word, CodeWord? failure) =>
        !word.IsData
        && A64.IsCall(word.Value)
        && (word.Relocation?.Symbol.Name == Failure || (failure is not null && word.Target == failure));

    public static bool IsLoop(CodeWord? word) =>
        word is { IsDirect: true, IsStart: false } && A64.IsBranch(word.Value) && word.Target == word;

    /// <summary>
    /// In front of the address of a field, which is not read. C# has no null among refs; what holds objects without a
    /// heap are statics that were laid down; and an access through an address that is too low faults by itself.
    /// </summary>
    private static bool IsNullCheck(CodeWord word) => !word.IsData && (word.Value & ~Register) == NullCheck;
}
