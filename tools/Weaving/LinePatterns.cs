using Keelson.Text;
using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Makes one call of a line: csc begins it, and calls once for each of its texts and values. Texts and kinds of values
/// become a pattern, constant data that <c>TextLine.Append</c> follows (portable, <c>TextLine.Pattern.cs</c>), and the
/// values stay on the evaluation stack until that call. What a pattern has no part for is called as before.
/// </summary>
internal sealed class LinePatterns
{
    private const string LineType = "Keelson.Text.TextLine";

    /// <summary>What follows patterns is 1,200 bytes of code; a line gets some 30 shorter.</summary>
    private const int MinimumLines = 50;

    /// <summary>The pattern's length is one byte.</summary>
    private const int MaximumPatternBytes = byte.MaxValue;

    private readonly ModuleDefinition _module;
    private readonly Utf8Data _data;
    private readonly PackedLines _all;
    private readonly Dictionary<int, MethodReference> _appends = [];
    private int _lines;

    private LinePatterns(ModuleDefinition module, Utf8Data data, PackedLines all)
    {
        _module = module;
        _data = data;
        _all = all;
    }

    /// <summary>Where the program has so many lines that all together get smaller.</summary>
    public static PackedLines? Of(IReadOnlyList<ModuleDefinition> program)
    {
        CallCount calls = CallCount.Of(program);
        int lines = calls
            .Reached.Where(method => method.HasBody)
            .Sum(method => method.Body.Instructions.Count(IsBegin));
        return lines >= MinimumLines ? new PackedLines(calls.Reached) : null;
    }

    /// <param name="all">Of the program; takes the patterns.</param>
    /// <returns>Lines that were made one call, or fewer than they had.</returns>
    public static int Rewrite(ModuleDefinition module, Utf8Data data, PackedLines all)
    {
        LinePatterns patterns = new(module, data, all);
        foreach (
            MethodDefinition method in module
                .GetTypes()
                .ToArray()
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody && method.Body.Instructions.Any(IsBegin))
                .ToArray()
        )
        {
            method.Body.SimplifyMacros();
            foreach (Instruction begin in method.Body.Instructions.Where(IsBegin).ToArray())
            {
                patterns.Rewrite(method, begin);
            }

            method.Body.OptimizeMacros();
        }

        return patterns._lines;
    }

    /// <summary>A local that is a line, its two lengths, and the constructor on it.</summary>
    private static bool IsBegin(Instruction one) =>
        one
            is {
                OpCode.Code: Code.Call,
                Operand: MethodReference { Name: ".ctor", DeclaringType.FullName: LineType, Parameters.Count: 2 },
                Previous.Previous.Previous.Operand: VariableDefinition
            };

    private void Rewrite(MethodDefinition method, Instruction begin)
    {
        VariableDefinition line = (VariableDefinition)begin.Previous.Previous.Previous.Operand;
        Learn((MethodReference)begin.Operand);
        HashSet<Instruction> targets = [.. method.Body.Instructions.SelectMany(EvaluationStack.Targets)];
        Segment segment = new() { Begin = begin };
        int made = 0;
        Instruction last = begin;
        while (LinePiece.After(last, line, method) is { } piece)
        {
            // Somebody comes to this place by another way, and brings no values along.
            if (targets.Contains(piece.Load) || !segment.Takes(piece))
            {
                made += Close(method, segment, last);
                segment = new Segment();
            }

            if (segment.Takes(piece))
            {
                segment.Add(piece);
            }

            last = piece.Call;
        }

        made += Close(method, segment, last);
        _lines += Math.Min(made, 1);
    }

    /// <summary>Puts one call behind the last of a segment's pieces.</summary>
    private int Close(MethodDefinition method, Segment segment, Instruction last)
    {
        if (!segment.IsWorthIt)
        {
            return 0;
        }

        ILProcessor il = method.Body.GetILProcessor();
        VariableDefinition line = segment.Pieces[0].Line;
        if (segment.Begin is { } begin)
        {
            foreach (
                Instruction one in (Instruction[])
                    [begin.Previous.Previous.Previous, begin.Previous.Previous, begin.Previous, begin]
            )
            {
                Forget(one);
            }
        }

        Instruction end = last;
        foreach (LinePiece piece in segment.Pieces)
        {
            Instruction converted = piece.LeaveValues(il, _module);
            end = piece.Call == last ? converted : end;
        }

        int values = segment.Values;
        int room = _appends.Keys.Where(count => count >= values).Min();
        Instruction[] call =
        [
            .. Enumerable.Repeat(0, room - values).Select(_ => il.Create(OpCodes.Ldc_I8, 0L)),
            il.Create(OpCodes.Ldloca, line),
            il.Create(OpCodes.Ldsflda, Pattern(segment, method)),
            il.Create(OpCodes.Call, _appends[room]),
        ];
        foreach (Instruction one in call)
        {
            il.InsertAfter(end, one);
            end = one;
        }

        return 1;
    }

    private FieldDefinition Pattern(Segment segment, MethodDefinition method)
    {
        byte[] parts = segment.Parts;
        return _all.Add(_data, [(byte)parts.Length, .. parts], method);
    }

    /// <summary>The methods that follow a pattern, by the number of values they take.</summary>
    private void Learn(MethodReference constructor)
    {
        if (_appends.Count > 0)
        {
            return;
        }

        foreach (
            MethodDefinition method in constructor
                .DeclaringType.Resolve()
                .Methods.Where(one => one is { Name: "Append", IsStatic: true })
        )
        {
            _appends.Add(method.Parameters.Count - 2, _module.ImportReference(method));
        }
    }

    /// <summary>It may be a branch's target or have a line of the source, so it stays, as nothing.</summary>
    private static void Forget(Instruction one)
    {
        one.OpCode = OpCodes.Nop;
        one.Operand = null;
    }

    /// <summary>Pieces of a line that one call can make.</summary>
    private sealed class Segment
    {
        private readonly List<byte> _parts = [];

        public List<LinePiece> Pieces { get; } = [];

        /// <summary>The constructor's call, where the line begins here.</summary>
        public Instruction? Begin { get; init; }
        public int Values { get; private set; }
        public byte[] Parts => Begin is null ? [.. _parts] : [(byte)LinePart.Begin, .. _parts];

        /// <summary>One value alone takes more as a pattern than as a call of its own.</summary>
        public bool IsWorthIt => Pieces.Count > 1 || (Pieces.Count == 1 && (Begin is not null || Values == 0));

        public bool Takes(LinePiece piece) =>
            piece.Parts is { } parts
            && _parts.Count + parts.Length + 1 <= MaximumPatternBytes
            && Values + piece.Values <= TextLine.MaximumPatternValues
            // A text that was not copied yet may be written over by what makes the next value.
            && (!piece.MayWrite || Pieces.All(one => one.Values != 2));

        public void Add(LinePiece piece)
        {
            _parts.AddRange(piece.Parts!);
            Values += piece.Values;
            Pieces.Add(piece);
        }
    }
}
