using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>How the places of a sequence are made to share it.</summary>
internal enum SharingKind
{
    None,

    /// <summary>It ends the flow: the others branch to the first, which stays where it is.</summary>
    Tail,

    /// <summary>It ends with a call: all call a copy whose last instruction branches there instead.</summary>
    Thunk,

    /// <summary>All call a copy that returns.</summary>
    Call,
}

/// <param name="Gain">In instructions, if all places share it.</param>
internal sealed record Repeat(SharingKind Kind, int Length, IReadOnlyList<int> Places, int Gain)
{
    public double GainPerPlace => (double)Gain / Places.Count;
}

/// <summary>
/// Finds sequences of instructions that stand in several places and may be shared. What may fault, what calls in the
/// middle, and what is led to in the middle is not shared, so that a fault and a backtrace still name the method and
/// its line.
/// </summary>
internal sealed class Repeats
{
    private const int Longest = 32;
    private const int Unique = -1;

    private readonly List<CodeWord> _words;
    private readonly int[] _identities;
    private readonly int[] _ends;

    private readonly WordCount _calls;
    private readonly WordCount _needed; // the return address, in its register
    private readonly WordCount _looped;

    /// <summary>For each word: which of the sequences that begin there are equal.</summary>
    private readonly int[] _groups;

    private Repeats(List<CodeWord> words)
    {
        _words = words;
        _identities = Identify(words);
        _ends = FindEnds(words);
        _groups = [.. _identities];
        _calls = new WordCount(words, IsCall);
        _needed = new WordCount(words, word => !word.IsReturnAddressKept);
        _looped = new WordCount(words, word => word.IsInLoop);
    }

    /// <summary>
    /// What saves most at each of its places first; by all of its gain, the end of every method would be taken before
    /// the longer ends that some have in common. The order depends on nothing but the code.
    /// </summary>
    public static IReadOnlyList<Repeat> Find(List<CodeWord> words)
    {
        Repeats repeats = new(words);
        List<Repeat> found = [];
        for (int length = 2; length <= Longest; length++)
        {
            repeats.FindOfLength(length, found);
        }

        return
        [
            .. found
                .OrderByDescending(repeat => repeat.GainPerPlace)
                .ThenByDescending(repeat => repeat.Gain)
                .ThenByDescending(repeat => repeat.Length)
                .ThenBy(repeat => repeat.Places[0]),
        ];
    }

    /// <summary>The gain in instructions of sharing a sequence among so many places.</summary>
    public static int Gain(SharingKind kind, int length, int places) =>
        kind switch
        {
            SharingKind.Tail => (places - 1) * (length - 1),
            SharingKind.Thunk => (places * (length - 1)) - length,
            _ => (places * (length - 1)) - (length + 1),
        };

    /// <summary>
    /// Sequences are equal if they were, one word shorter, and end with the same word; what had no equal then has none
    /// now.
    /// </summary>
    private void FindOfLength(int length, List<Repeat> found)
    {
        Dictionary<(int Shorter, int Last), int> known = [];
        List<List<int>> groups = [];
        List<int> sizes = [];
        for (int at = 0; at < _words.Count; at++)
        {
            if (_groups[at] == Unique || _ends[at] < at + length)
            {
                _groups[at] = Unique;
                continue;
            }

            (int, int) key = (_groups[at], _identities[at + length - 1]);
            if (!known.TryGetValue(key, out int group))
            {
                known.Add(key, group = groups.Count);
                groups.Add([]);
                sizes.Add(0);
            }

            _groups[at] = group;
            sizes[group]++;
            List<int> places = groups[group];
            if (places.Count == 0 || places[^1] + length <= at)
            {
                places.Add(at);
            }
        }

        foreach (ref int group in _groups.AsSpan())
        {
            group = group == Unique || sizes[group] == 1 ? Unique : group;
        }

        foreach (List<int> places in groups.Where(places => places.Count > 1))
        {
            SharingKind kind = KindOf(places[0], length);
            int[] allowed = [.. places.Where(place => Allows(kind, place, length))];
            int gain = Gain(kind, length, allowed.Length);
            if (allowed.Length > 1 && gain > 0)
            {
                found.Add(new Repeat(kind, length, allowed, gain));
            }
        }
    }

    /// <summary>By what a sequence does, which is the same wherever it stands.</summary>
    private SharingKind KindOf(int at, int length)
    {
        CodeWord last = _words[at + length - 1];
        return _calls.In(at, length - 1) > 0 ? SharingKind.None
            : A64.EndsFlow(last.Value) ? SharingKind.Tail
            : IsCall(last) ? SharingKind.Thunk
            : SharingKind.Call;
    }

    /// <summary>By where it stands.</summary>
    private bool Allows(SharingKind kind, int at, int length) =>
        kind switch
        {
            SharingKind.Tail => true,
            SharingKind.Thunk => _needed.In(at, length) == 0,
            SharingKind.Call => _needed.In(at, length) == 0 && _looped.In(at, length) == 0,
            _ => false,
        };

    private static bool IsCall(CodeWord word) => A64.IsCall(word.Value) || A64.IsCallByRegister(word.Value);

    /// <summary>Words are the same if they do the same wherever they stand.</summary>
    private static int[] Identify(IReadOnlyList<CodeWord> words)
    {
        Dictionary<(uint, CoffRelocation, CodeWord?), int> known = [];
        int[] identities = new int[words.Count];
        for (int index = 0; index < words.Count; index++)
        {
            CodeWord word = words[index];
            uint value = word.IsDirect ? A64.WithDistance(word.Value, 0) : word.Value;
            (uint, CoffRelocation, CodeWord?) key = (
                value,
                (word.Relocation ?? default) with
                {
                    Offset = 0,
                },
                word.Target
            );
            if (!known.TryGetValue(key, out int identity))
            {
                known.Add(key, identity = known.Count);
            }

            identities[index] = identity;
        }

        return identities;
    }

    /// <summary>For each word: where sequences that begin with it must end.</summary>
    private static int[] FindEnds(IReadOnlyList<CodeWord> words)
    {
        int[] ends = new int[words.Count];
        int end = words.Count;
        for (int at = words.Count - 1; at >= 0; at--)
        {
            CodeWord word = words[at];
            if (IsFixed(word))
            {
                end = at;
            }
            else if (A64.EndsFlow(word.Value) && !A64.IsBranchByRegister(word.Value))
            {
                end = at + 1;
            }

            ends[at] = end;
            if (word.IsLabel)
            {
                end = at;
            }
        }

        return ends;
    }

    private static bool IsFixed(CodeWord word) =>
        word.IsData
        || A64.IsSystem(word.Value)
        || A64.IsConditional(word.Value)
        || A64.IsBranchByRegister(word.Value)
        || A64.MayFault(word.Value)
        || (word.Relocation is null && (A64.IsLiteralLoad(word.Value) || A64.IsAddress(word.Value)));

    /// <summary>How many words of a kind a sequence has.</summary>
    private readonly struct WordCount
    {
        private readonly int[] _before;

        public WordCount(List<CodeWord> words, Func<CodeWord, bool> isOne)
        {
            _before = new int[words.Count + 1];
            foreach ((int index, CodeWord word) in words.Index())
            {
                _before[index + 1] = _before[index] + (isOne(word) ? 1 : 0);
            }
        }

        public int In(int at, int length) => _before[at + length] - _before[at];
    }
}
