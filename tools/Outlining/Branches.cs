namespace Keelson.Tools.Outlining;

/// <summary>Leaves out branches, and code, that sharing made superfluous.</summary>
internal static class Branches
{
    private const int TestReach = 32 * 1024 - sizeof(uint); // TBZ and TBNZ; code between only shrinks

    public static void Clean(CompiledCode code)
    {
        foreach (CodeWord word in code.Words.Where(word => word.IsDirect && !A64.IsAddress(word.Value)))
        {
            Follow(word);
        }

        // What leads nowhere any more is no label any more.
        code.Lay();
        for (int index = 0; index + 1 < code.Words.Count; index++)
        {
            Shorten(code.Words, index);
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
        code.Lay();
        LeaveOutUnreached(code);
    }

    /// <summary>
    /// A branch to a branch leads where that one leads; but a call, and a branch that stands for one, begins with the
    /// method that it names, where a debugger waits for it.
    /// </summary>
    private static void Follow(CodeWord word)
    {
        for (int hops = 0; hops < 8; hops++)
        {
            if (
                word.Target is { IsDirect: true } next
                && !next.IsStart
                && A64.IsBranch(next.Value)
                && next.Target != word
                && Reaches(word, next.Target!)
            )
            {
                word.Target = next.Target;
            }
        }
    }

    private static bool Reaches(CodeWord word, CodeWord target) =>
        !A64.IsTestAndBranch(word.Value) || Math.Abs(target.Place - word.Place) < TestReach;

    private static void Shorten(List<CodeWord> words, int index)
    {
        CodeWord word = words[index];
        CodeWord next = words[index + 1];
        if (!word.IsDirect)
        {
            return;
        }

        if (A64.IsBranch(word.Value) && word.Target == next && !word.IsStart)
        {
            word.LeaveOut(next);
        }
        else if (
            index + 2 < words.Count
            && A64.IsConditional(word.Value)
            && A64.HasOpposite(word.Value)
            && word.Target == words[index + 2]
            && next is { IsDirect: true, IsLabel: false }
            && A64.IsBranch(next.Value)
            && Reaches(word, next.Target!)
        )
        {
            // A condition in front of a branch over it: the opposite condition branches itself.
            word.Become(A64.Inverted(word.Value), next.Target!);
            next.LeaveOut(word);
        }
    }

    /// <summary>What stands behind an end of the flow and is no label.</summary>
    private static void LeaveOutUnreached(CompiledCode code)
    {
        bool isReached = true;
        foreach ((int index, CodeWord word) in code.Words.Index())
        {
            isReached |= word.IsLabel || word.IsData;
            if (!isReached && index + 1 < code.Words.Count)
            {
                word.LeaveOut(code.Words[index + 1]);
            }
            else if (A64.EndsFlow(word.Value) && !word.IsData)
            {
                isReached = false;
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
    }
}
