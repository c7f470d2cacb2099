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

    private readonly List<CodeWord> _words;
    private readonly int[] _identities;
    private readonly int[] _ends;

    private Repeats(List<CodeWord> words)
    {
        _words = words;
        _identities = Identify(words);
        _ends = FindEnds(words);
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

    private void FindOfLength(int length, List<Repeat> found)
    {
        Dictionary<Sequence, List<int>> byContent = [];
        for (int at = 0; at + length <= _words.Count; at++)
        {
            if (_ends[at] < at + length)
            {
                continue;
            }

            Sequence sequence = new(_identities, at, length);
            if (!byContent.TryGetValue(sequence, out List<int>? places))
            {
                byContent.Add(sequence, places = []);
            }

            if (places.Count == 0 || places[^1] + length <= at)
            {
                places.Add(at);
            }
        }

        foreach (List<int> places in byContent.Values.Where(places => places.Count > 1))
        {
            foreach (SharingKind kind in (SharingKind[])[SharingKind.Tail, SharingKind.Thunk, SharingKind.Call])
            {
                int[] allowed = [.. places.Where(place => Allows(kind, place, length))];
                int gain = Gain(kind, length, allowed.Length);
                if (allowed.Length > 1 && gain > 0)
                {
                    found.Add(new Repeat(kind, length, allowed, gain));
                }
            }
        }
    }

    private bool Allows(SharingKind kind, int at, int length)
    {
        CodeWord last = _words[at + length - 1];
        if (A64.EndsFlow(last.Value))
        {
            return kind == SharingKind.Tail && !Calls(at, length);
        }

        if (kind == SharingKind.Tail || !Part(at, length).All(word => word.IsReturnAddressKept))
        {
            return false;
        }

        return kind == SharingKind.Thunk
            ? IsCall(last) && !Calls(at, length - 1)
            : !Calls(at, length) && !Part(at, length).Any(word => word.IsInLoop);
    }

    private IEnumerable<CodeWord> Part(int at, int length) => _words.GetRange(at, length);

    private bool Calls(int at, int length) => Part(at, length).Any(IsCall);

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

    /// <summary>A part of the code that equals another by its instructions.</summary>
    private readonly struct Sequence(int[] identities, int at, int length) : IEquatable<Sequence>
    {
        private readonly int[] _identities = identities;
        private readonly int _at = at;
        private readonly int _length = length;

        private ReadOnlySpan<int> Content => _identities.AsSpan(_at, _length);

        public bool Equals(Sequence other) => Content.SequenceEqual(other.Content);

        public override bool Equals(object? obj) => obj is Sequence other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            foreach (int identity in Content)
            {
                hash.Add(identity);
            }

            return hash.ToHashCode();
        }
    }
}
