namespace Keelson.Tools.Outlining;

/// <summary>
/// Makes code smaller by sharing what is the same: sequences of instructions that stand in several places. What LLVM's
/// machine outliner and branch folding do for clang -Oz, ilc has not.
/// </summary>
internal static class Outliner
{
    private const int MostRounds = 12; // each makes the code smaller; the last ones by a few words

    public static void Shrink(CompiledCode code)
    {
        int size = code.Lay();
        for (int round = 0; round < MostRounds; round++)
        {
            Share(code);
            code.Lay();
            Branches.Clean(code);
            int now = code.Lay();
            if (now == size)
            {
                break;
            }

            size = now;
        }
    }

    private static void Share(CompiledCode code)
    {
        bool[] isTaken = new bool[code.Words.Count];
        List<CodeWord> shared = [];
        foreach (Repeat repeat in Repeats.Find(code.Words))
        {
            int[] places = [.. repeat.Places.Where(place => !isTaken.AsSpan(place, repeat.Length).Contains(true))];
            // What another one took may leave too little; a later round sees what can still be had.
            if (places.Length < 2 || Repeats.Gain(repeat.Kind, repeat.Length, places.Length) * 10 < repeat.Gain * 9)
            {
                continue;
            }

            foreach (int place in places)
            {
                isTaken.AsSpan(place, repeat.Length).Fill(true);
            }

            if (repeat.Kind == SharingKind.Tail)
            {
                ShareTail(code.Words, repeat.Length, places);
            }
            else
            {
                ShareByCall(code.Words, repeat, places, shared);
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut), .. shared];
        code.FirstShared ??= shared.FirstOrDefault();
    }

    private static void ShareTail(List<CodeWord> words, int length, int[] places)
    {
        CodeWord host = words[places[0]];
        foreach (int place in places.Skip(1))
        {
            Replace(words, place, length, A64.Branch, host);
        }
    }

    private static void ShareByCall(List<CodeWord> words, Repeat repeat, int[] places, List<CodeWord> shared)
    {
        List<CodeWord> copy = [.. words.GetRange(places[0], repeat.Length).Select(word => word.Copy())];
        if (repeat.Kind == SharingKind.Thunk)
        {
            copy[^1].Value = A64.CallToBranch(copy[^1].Value);
        }
        else
        {
            copy.Add(new CodeWord(A64.Return));
        }

        shared.AddRange(copy);
        foreach (int place in places)
        {
            Replace(words, place, repeat.Length, A64.Call, copy[0]);
        }
    }

    private static void Replace(List<CodeWord> words, int place, int length, uint value, CodeWord target)
    {
        words[place].Become(value, target);
        foreach (CodeWord word in words.GetRange(place + 1, length - 1))
        {
            word.LeaveOut(words[place]);
        }
    }
}
