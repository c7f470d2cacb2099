using System.Buffers.Binary;
using Keelson.Tools.Coff;
using Keelson.Tools.Language;
using Keelson.Tools.Outlining;

namespace Keelson.Tools.Tests;

/// <summary>
/// Walks all ways through an object's code and through what became of it, side by side: both must execute the same
/// instructions, and what may fault, or be met in a backtrace, must be of the same method and line. Frames may be
/// larger, or none, as <see cref="FrameChange"/> knows.
/// </summary>
internal sealed class CodeWalk
{
    private const string Cookie = "__security_cookie";
    private readonly CompiledCode _old;
    private readonly CompiledCode _new;
    private readonly Places _oldPlaces;
    private readonly Places _newPlaces;
    private readonly Queue<(CodeWord Old, CodeWord New, CodeWord? Return)> _open = [];
    private readonly HashSet<(CodeWord Old, CodeWord New, CodeWord? Return)> _seen = [];

    private readonly HeapKind _heap;
    private readonly FrameChange[] _frames; // of each word of old code
    private readonly CodeWord? _failure; // in old code

    private CodeWalk(CoffObject old, CoffObject outlined, HeapKind heap)
    {
        _heap = heap;
        _oldPlaces = new Places(old);
        _newPlaces = new Places(outlined);
        _old = CompiledCode.Read(old, _oldPlaces.Section);
        _new = CompiledCode.Read(outlined, _newPlaces.Section);
        _old.Lay();
        _new.Lay();
        _failure = _old.StartOf(old, NeedlessChecks.Failure);
        _frames = new FrameChange[_old.Words.Count];
        (string Name, int Index)[] starts =
        [
            .. _oldPlaces.Starts.Select(start => (start.Key, start.Value / sizeof(uint))).OrderBy(start => start.Item2),
        ];
        foreach (
            ((string name, int first), int end) in starts.Zip([.. starts[1..].Select(one => one.Index), _frames.Length])
        )
        {
            if (end > first)
            {
                CodeWord[] method = [.. _old.Words[first..end]];
                CodeWord begin = _new.At(_newPlaces.Starts[name])!;
                Array.Fill(_frames, FrameChange.Of(method, begin, IsFailure), first, end - first);
            }
        }
    }

    /// <returns>How many instructions were found to be the same.</returns>
    /// <exception cref="InvalidDataException">They are not the same, or not of the same line.</exception>
    public static int Compare(byte[] old, byte[] outlined, HeapKind heap = HeapKind.Statics)
    {
        CodeWalk walk = new(CoffReader.Read(old), CoffReader.Read(outlined), heap);
        foreach ((string name, int place) in walk._oldPlaces.Starts)
        {
            walk.Go(walk._old.At(place)!, walk._new.At(walk._newPlaces.Starts[name])!, null);
        }

        while (walk._open.TryDequeue(out (CodeWord Old, CodeWord New, CodeWord? Return) step))
        {
            walk.Step(step.Old, step.New, step.Return);
        }

        return walk._seen.Select(step => step.Old).Distinct().Count();
    }

    private void Go(CodeWord old, CodeWord now, CodeWord? back)
    {
        if (_seen.Add((old, now, back)))
        {
            _open.Enqueue((old, now, back));
        }
    }

    private void Step(CodeWord old, CodeWord now, CodeWord? back)
    {
        for (int hops = 0; hops < 100 && old.IsDirect && A64.IsBranch(old.Value); hops++)
        {
            old = old.Target!;
        }

        for (int hops = 0; hops < 100; hops++)
        {
            if (back is not null && IsCall(old) && IsSameJump(old, now))
            {
                CheckLine(old, back.Place - sizeof(uint));
                CheckFrame(old, back.Place - sizeof(uint));
                if (!IsLast(old))
                {
                    Go(_old.Next(old)!, back, null);
                }

                return;
            }

            if (back is null && IsCallOfShared(now, old))
            {
                back = _new.Next(now);
                now = now.Target!;
            }
            else if (back is not null && now.Value == A64.Return)
            {
                now = back;
                back = null;
            }
            else if (now.IsDirect && A64.IsBranch(now.Value))
            {
                now = now.Target!;
            }
            else
            {
                break;
            }
        }

        Match(old, now, back);
    }

    /// <summary>What stands with all that is shared, or is the end of a method without a frame.</summary>
    private bool IsCallOfShared(CodeWord now, CodeWord old) =>
        now.IsDirect
        && A64.IsCall(now.Value)
        && (now.Target!.Place >= _newPlaces.Shared || (!IsCall(old) && _newPlaces.NameAt(now.Target.Place) is null));

    private void Match(CodeWord old, CodeWord now, CodeWord? back)
    {
        if (IsNullCheck(old) && Bare(now) != Bare(old))
        {
            Require(_heap == HeapKind.None, old, now, "a check that may come true");
            Go(_old.Next(old)!, now, back);
            return;
        }

        if (SettledBounds.Settled(_old.Words, old.Place / sizeof(uint)) is { } isTaken && Bare(now) != Bare(old))
        {
            CodeWord branch = _old.Next(old)!;
            Go(isTaken ? branch.Target! : _old.Next(branch)!, now, back);
            return;
        }

        LoadCopyFirst(_old.Words, (old.Place / sizeof(uint)) + 2, Bare(now));
        FrameChange frame = _frames[old.Place / sizeof(uint)];
        if (frame.IsLeftOut(old))
        {
            Go(_old.Next(old)!, now, back);
            return;
        }

        if (frame.IsGone && back is null && FrameChange.IsMade(now, _new.Next(now)))
        {
            Go(old, _new.Next(_new.Next(now)!)!, back);
            return;
        }

        if (IsLoadedConstant(old, now, out CodeWord last) || IsShortened(old, now, out last))
        {
            Go(_old.Next(last)!, _new.Next(now)!, back);
            return;
        }

        bool isOpposite = A64.IsConditional(old.Value) && Bare(now) == A64.Inverted(Bare(old));
        Require(isOpposite || frame.Expected(old) == Bare(now), old, now, "another instruction");
        Require(Names(old) == Names(now), old, now, "another symbol");
        Require(
            back is null
                || old.Relocation is not null
                || A64.Distance(old.Value) is not null
                || !A64.TouchesReturnAddress(old.Value),
            old,
            now,
            "a shared one that has the return address of the call to it"
        );
        if ((A64.MayFault(old.Value) && !IsLoadOfCookie(old)) || IsCall(old))
        {
            Require(back is null, old, now, "a shared one that may fault or call");
            CheckLine(old, now.Place);
            CheckFrame(old, now.Place);
        }

        if (IsCall(old))
        {
            Require(Callee(_oldPlaces, old) == Callee(_newPlaces, now), old, now, "another method called");
            // A finally block is called, and has no symbol of its own.
            if (old.IsDirect)
            {
                Go(old.Target!, now.Target!, null);
            }

            if (IsLast(old))
            {
                return;
            }
        }
        else if (A64.IsConditional(old.Value))
        {
            CodeWord next = _new.Next(now)!;
            Go(old.Target!, isOpposite ? next : now.Target!, back);
            Go(_old.Next(old)!, isOpposite ? now.Target! : next, back);
            return;
        }
        else if (old.Target is { IsData: true })
        {
            MatchData(old.Target, now.Target!);
        }
        else if (old.Target is not null)
        {
            Go(old.Target, now.Target!, back);
        }

        if (!A64.EndsFlow(old.Value) && _old.Next(old) is { IsData: false } following)
        {
            Go(following, _new.Next(now)!, back);
        }
    }

    /// <summary>
    /// ADRP and ADD of a symbol became ADR of the same, into the same register; or, with the load behind them, LDR.
    /// </summary>
    private bool IsShortened(CodeWord old, CodeWord now, out CodeWord last)
    {
        const ushort PageBase = 4;
        const ushort Relative = 5;
        const ushort PageOffset = 6;
        const ushort Literal = 15; // BRANCH19, whose field LDR has as well
        last = old;
        if (old.Relocation is not { Kind: PageBase } page || now.Relocation is not { Kind: Relative or Literal } place)
        {
            return false;
        }

        CodeWord add = _old.Next(old)!;
        uint register = old.Value & 31;
        Require(
            add.Relocation is { Kind: PageOffset } offset && offset.Symbol == page.Symbol,
            old,
            now,
            "half of an address"
        );
        Require(
            (add.Value & 0xffc0_03ff) == (0x9100_0000 | register << 5 | register),
            old,
            now,
            "an address in another register"
        );
        Require(page.Symbol.Name == place.Symbol.Name, old, now, "another symbol");
        if (place.Kind == Relative)
        {
            last = add;
            Require((old.Value & 0x7fff_ffff) == now.Value, old, now, "another register or addend");
            return true;
        }

        last = _old.Next(add)!;
        Require(
            last.Value == (0xf940_0000 | register << 5 | register) && !add.IsLabel && !last.IsLabel,
            old,
            now,
            "an address that is needed"
        );
        Require(page.Symbol.Name == Cookie, old, now, "a load of what may lie at any address");
        Require(old.Value == (0x9000_0000 | register), old, now, "an addend");
        Require(now.Value == (0x5800_0000 | register), old, now, "another register");
        return true;
    }

    /// <summary>What MOVZ and MOVK made is loaded from the constant data, into the same register.</summary>
    private bool IsLoadedConstant(CodeWord old, CodeWord now, out CodeWord last)
    {
        last = old;
        if (
            A64.MovedValue(old.Value) is not { } value
            || now.Relocation is not { Kind: 15, Symbol: { SectionNumber: > 0 } symbol }
        )
        {
            return false;
        }

        while (_old.Next(last) is { IsData: false, IsLabel: false } next && A64.IsInsertion(next.Value, old.Value))
        {
            value = A64.Inserted(next.Value, value);
            last = next;
        }

        ReadOnlySpan<byte> data = _newPlaces.File.SectionOf(symbol)!.Data.Span[(int)symbol.Value..];
        bool isWide = now.Value >> 24 == 0x58;
        Require(isWide || now.Value >> 24 == 0x18, old, now, "no load of a literal");
        Require((now.Value & 0x00ff_ffff) == (old.Value & 31), old, now, "another register");
        Require(symbol.Value % (isWide ? 8 : 4) == 0, old, now, "a literal that is not aligned");
        Require(!_newPlaces.File.SectionOf(symbol)!.IsWritable, old, now, "a literal that may change");
        ulong loaded = isWide
            ? BinaryPrimitives.ReadUInt64LittleEndian(data)
            : BinaryPrimitives.ReadUInt32LittleEndian(data);
        Require(loaded == value, old, now, $"0x{loaded:x} instead of 0x{value:x}");
        return true;
    }

    private void MatchData(CodeWord old, CodeWord now)
    {
        CodeWord? from = old.TableBase;
        while (old.IsData && old.TableBase == from)
        {
            Require(now.IsData && (old.Target is null) == (now.Target is null), old, now, "no data");
            if (old.Target is null)
            {
                Require(old.Value == now.Value, old, now, "another value");
            }
            else
            {
                Go(old.Target, now.Target!, null);
            }

            if (_old.Next(old) is not { } next || _new.Next(now) is not { } nextNow)
            {
                return;
            }

            (old, now) = (next, nextNow);
        }
    }

    /// <summary>Or the method already, to which a condition led.</summary>
    private bool IsSameJump(CodeWord call, CodeWord branch) =>
        (
            A64.CallToBranch(Bare(call)) == Bare(branch)
            && Names(call) == Names(branch)
            && Callee(_oldPlaces, call) == Callee(_newPlaces, branch)
        ) || (call.IsDirect && Callee(_oldPlaces, call) is { } name && name == _newPlaces.NameAt(branch.Place));

    private void CheckLine(CodeWord old, int place)
    {
        string was = _oldPlaces.Describe(old.Place);
        string @is = _newPlaces.Describe(place);
        Require(was == @is, old, _new.At(place)!, $"{@is} instead of {was}");
    }

    /// <summary>A call by a method that lost its frame finds one, however it is reached.</summary>
    private void CheckFrame(CodeWord old, int place)
    {
        if (!IsCall(old) || !_frames[old.Place / sizeof(uint)].IsGone)
        {
            return;
        }

        int at = place / sizeof(uint);
        bool isMade =
            !_new.Words[at].IsLabel
            && (
                FrameChange.IsMade(_new.Words[at - 2], _new.Words[at - 1])
                || (!_new.Words[at - 1].IsLabel && FrameChange.IsMade(_new.Words[at - 3], _new.Words[at - 2]))
            );
        Require(isMade, old, _new.Words[at], "a call without a frame");
    }

    /// <summary>
    /// Of a check of the stack's cookie, in x16, the method's copy of it, in x17, may be loaded first: neither load
    /// knows of the other, where nothing leads in between.
    /// </summary>
    /// <param name="at">Of the load of the cookie.</param>
    /// <param name="first">What the check begins with now.</param>
    private static void LoadCopyFirst(List<CodeWord> words, int at, uint first)
    {
        int copies = at < words.Count && IsLoadOfCookie(words, at) ? words.Skip(at + 1).TakeWhile(IsOfCopy).Count() : 0;
        if (
            copies > 0
            && words[at + 1].Value == first
            && EndsCheck(words, at + 1 + copies)
            && !words.Skip(at - 1).Take(5).Any(word => word.IsLabel)
        )
        {
            List<CodeWord> run = words.GetRange(at - 2, 3 + copies);
            (uint Value, CoffRelocation?)[] were = [.. run.Select(word => (word.Value, word.Relocation))];
            foreach ((CodeWord word, (uint, CoffRelocation?) was) in run.Zip([.. were[3..], .. were[..3]]))
            {
                (word.Value, word.Relocation) = was;
            }
        }
    }

    /// <summary>CMP X16, X17, B.EQ, BL.</summary>
    private static bool EndsCheck(List<CodeWord> words, int at) =>
        words.Skip(at).Take(3).ToArray() is [{ Value: 0xeb11_021f }, var branch, { IsLabel: false } call]
        && (branch.Value & 0xff00_001f) == 0x5400_0000
        && A64.IsCall(call.Value);

    private static bool IsOfCopy(CodeWord word) => word.Relocation is null && (word.Value & 31) == 17;

    private bool IsLoadOfCookie(CodeWord word) => IsLoadOfCookie(_old.Words, word.Place / sizeof(uint));

    /// <summary>LDR X16, [X16] behind ADRP and ADD of the cookie, which is in the image and can't fault.</summary>
    private static bool IsLoadOfCookie(List<CodeWord> words, int at) =>
        at > 1
        && words[at].Value == 0xf940_0210
        && words[(at - 2)..at].All(word => word.Relocation?.Symbol.Name == Cookie && (word.Value & 31) == 16);

    /// <summary>
    /// A call that does not return: BRK #0xf000 stands behind it, as the compiler knows; or an endless loop behind the
    /// call of the runtime's failure.
    /// </summary>
    private bool IsLast(CodeWord call) =>
        _old.Next(call) is { IsData: false } next
        && (next is { IsLabel: false, Value: 0xd43e_0000 } || (IsFailure(call) && NeedlessChecks.IsLoop(next)));

    private bool IsFailure(CodeWord call) => NeedlessChecks.IsFailure(call, _failure);

    /// <summary>LDRSB WZR, [Xn].</summary>
    private static bool IsNullCheck(CodeWord word) => (word.Value & 0xffff_fc1f) == 0x39c0_001f;

    private static bool IsCall(CodeWord word) => A64.IsCall(word.Value) || A64.IsCallByRegister(word.Value);

    private static uint Bare(CodeWord word) =>
        word is { Relocation: null, Target: not null } ? A64.WithDistance(word.Value, 0) : word.Value;

    private static string Names(CodeWord word) => $"{word.Relocation?.Symbol.Name} {word.Relocation?.Kind}";

    private static string? Callee(Places places, CodeWord word) =>
        word.Target is null ? null : places.NameAt(word.Target.Place);

    private void Require(bool isRight, CodeWord old, CodeWord now, string what)
    {
        if (!isRight)
        {
            throw new InvalidDataException(
                $"{_oldPlaces.Describe(old.Place)}: {old.Value:x8} at 0x{old.Place:x} became {now.Value:x8} at "
                    + $"0x{now.Place:x} in {_newPlaces.Describe(now.Place)}: {what}"
            );
        }
    }

    /// <summary>Which symbols and lines the code of an object has.</summary>
    private sealed class Places
    {
        private readonly CodeViewLines _lines;
        private readonly SortedDictionary<int, string> _names = [];

        public Places(CoffObject file)
        {
            File = file;
            Section = file.Sections.Single(one => one.Name == OutlinedObject.ManagedCode);
            _lines = CodeViewLines.Read(file);
            foreach (CoffSymbol symbol in file.Symbols.OfType<CoffSymbol>())
            {
                // Of several names for one place the first is kept, as the order is the same in both.
                if (symbol.SectionNumber == Section.Number && symbol.Name != Section.Name)
                {
                    Starts.Add(symbol.Name, (int)symbol.Value);
                    _names.TryAdd((int)symbol.Value, symbol.Name);
                }
            }

            Shared = Starts.GetValueOrDefault(OutlinedObject.SharedCode, int.MaxValue);
        }

        public CoffObject File { get; }
        public CoffSection Section { get; }
        public Dictionary<string, int> Starts { get; } = [];
        public int Shared { get; }

        public string? NameAt(int place) => _names.GetValueOrDefault(place);

        public string Describe(int place) =>
            $"{_names.Last(one => one.Key <= place).Value} {_lines.Find(Section.Number, (uint)place)}";
    }
}
