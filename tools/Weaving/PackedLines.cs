using System.Text;
using Keelson.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// The patterns of a whole program's lines (<see cref="LinePatterns"/>). Their texts are packed together, with one
/// table of pairs, and stand as they were in a file beside the program, as a search of the image no longer finds them.
/// </summary>
/// <param name="reached">Methods that may run: texts of others take no part.</param>
internal sealed class PackedLines(IEnumerable<MethodDefinition> reached)
{
    private const string TableType = "Keelson.Text.TextPairs";
    private const string TableMethod = "get_Table";

    private readonly HashSet<MethodDefinition> _reached = [.. reached];
    private readonly Dictionary<FieldDefinition, Line> _lines = [];
    private readonly List<FieldDefinition> _order = [];

    /// <param name="pattern">With its length in front.</param>
    /// <param name="method">Whose line it is.</param>
    public FieldDefinition Add(Utf8Data data, byte[] pattern, MethodDefinition method)
    {
        FieldDefinition field = data.Field("pattern " + Convert.ToHexString(pattern), pattern);
        if (_lines.TryAdd(field, new Line(data, pattern)))
        {
            _order.Add(field);
        }

        _lines[field].IsReached |= _reached.Contains(method);
        return field;
    }

    /// <summary>Packs the texts of all patterns, if there is a table to take them apart by.</summary>
    /// <param name="dataOf">Of each module.</param>
    public void Pack(IReadOnlyDictionary<ModuleDefinition, Utf8Data> dataOf)
    {
        byte[] pairs = BytePairs.Find(Reached.SelectMany(line => line.Texts));
        if (
            dataOf.Keys.Select(module => module.GetType(TableType)).SingleOrDefault(type => type is not null)
                is not { } table
            || pairs.Length == 0
        )
        {
            return;
        }

        foreach ((FieldDefinition field, Line line) in _lines)
        {
            line.Data.Replace(field, line.Packed(pairs));
        }

        Install(
            table.Methods.Single(one => one.Name == TableMethod),
            dataOf[table.Module].Field("pairs", pairs),
            pairs
        );
    }

    /// <summary>One line each, in the order of the program, with the kinds of values in braces.</summary>
    public string Listing => string.Concat(Reached.Select(line => line + "\n"));

    private IEnumerable<Line> Reached => _order.Select(one => _lines[one]).Where(line => line.IsReached);

    private static void Install(MethodDefinition getter, FieldDefinition table, byte[] pairs)
    {
        MethodReference constructor = new(".ctor", getter.Module.TypeSystem.Void, getter.ReturnType) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(new PointerType(getter.Module.TypeSystem.Void)));
        constructor.Parameters.Add(new ParameterDefinition(getter.Module.TypeSystem.Int32));
        getter.Body.Instructions.Clear();
        getter.Body.Variables.Clear();
        getter.DebugInformation.SequencePoints.Clear();
        getter.DebugInformation.Scope = null;
        ILProcessor il = getter.Body.GetILProcessor();
        il.Emit(OpCodes.Ldsflda, table);
        il.Emit(OpCodes.Ldc_I4, pairs.Length);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
    }

    private sealed class Line(Utf8Data data, byte[] pattern)
    {
        public Utf8Data Data { get; } = data;
        public bool IsReached { get; set; }

        public IEnumerable<byte[]> Texts => Parts().Where(part => part.Kind < LinePart.Begin).Select(part => part.Text);

        public byte[] Packed(byte[] pairs)
        {
            byte[] parts =
            [
                .. Parts()
                    .SelectMany(part =>
                        part.Kind < LinePart.Begin && BytePairs.Pack(part.Text, pairs) is var packed
                            ? (byte[])[(byte)packed.Length, .. packed]
                            : [(byte)part.Kind]
                    ),
            ];
            return [(byte)parts.Length, .. parts];
        }

        public override string ToString() =>
            string.Concat(
                Parts()
                    .Select(part =>
                        part.Kind < LinePart.Begin ? Encoding.UTF8.GetString(part.Text).ReplaceLineEndings("\\n")
                        : part.Kind == LinePart.Begin ? ""
                        : $"{{{part.Kind}}}"
                    )
            );

        private IEnumerable<(LinePart Kind, byte[] Text)> Parts()
        {
            for (int at = 1; at < pattern.Length; )
            {
                LinePart part = (LinePart)pattern[at++];
                int length = part < LinePart.Begin ? (int)part : 0;
                yield return (part, pattern[at..(at + length)]);
                at += length;
            }
        }
    }
}
