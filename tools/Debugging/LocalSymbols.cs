using System.Globalization;
using System.Text;
using Keelson.Tools.Coff;

namespace Keelson.Tools.Debugging;

/// <summary>
/// Variables as DWARF: entries below their method's in <c>.debug_info</c>, and where each is in <c>.debug_loc</c>
/// (DWARF 4, 2.6.2), in the assembler's words.
/// </summary>
internal sealed class LocalSymbols(IReadOnlyList<CodeViewLocal> locals, uint start)
{
    /// <summary>3 a type, 4 an address, 5 a parameter, 6 a variable.</summary>
    public const string Abbreviations = """
        .byte 3, 0x24, 0, 0x03, 8, 0x3e, 0x0b, 0x0b, 0x0b, 0, 0
        .byte 4, 0x0f, 0, 0x0b, 0x0b, 0, 0
        .byte 5, 0x05, 0, 0x03, 8, 0x49, 0x13, 0x02, 0x17, 0, 0
        .byte 6, 0x34, 0, 0x03, 8, 0x49, 0x13, 0x02, 0x17, 0, 0

        """;

    private const int FirstLargeRegister = 32;

    private readonly CodeViewType[] _types = [.. locals.Select(one => one.Type).Distinct()];
    private readonly ILookup<uint, (CodeViewLocal Local, int Number)> _byMethod = locals
        .Select((local, number) => (local, number))
        .Where(one => one.local.Places.Count > 0)
        .ToLookup(one => one.local.Method);

    public bool Any(uint method) => _byMethod[method].Any();

    public void AppendTypes(StringBuilder text)
    {
        for (int i = 0; i < _types.Length; i++)
        {
            string entry =
                _types[i].Encoding == ValueEncoding.Address
                    ? $".byte 4, {_types[i].SizeBytes}\n"
                    : $".byte 3\n.asciz \"{_types[i].Name}\"\n.byte {(int)_types[i].Encoding}, {_types[i].SizeBytes}\n";
            text.Append(CultureInfo.InvariantCulture, $".Ltype{i}:\n{entry}");
        }
    }

    public void AppendOf(StringBuilder text, uint method)
    {
        foreach ((CodeViewLocal local, int number) in _byMethod[method])
        {
            int type = Array.IndexOf(_types, local.Type);
            text.Append(
                CultureInfo.InvariantCulture,
                $".byte {(local.IsParameter ? 5 : 6)}\n.asciz \"{NameOf(local)}\"\n.4byte .Ltype{type}-.Lunit\n"
                    + $".4byte .Lplaces{number}\n"
            );
        }
    }

    public void AppendPlaces(StringBuilder text)
    {
        text.Append(".section .debug_loc,\"\",@progbits\n");
        foreach ((CodeViewLocal local, int number) in _byMethod.SelectMany(one => one))
        {
            text.Append(CultureInfo.InvariantCulture, $".Lplaces{number}:\n");
            foreach (CodeViewPlace place in local.Places)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $".8byte {place.Start - start}, {place.End - start}\n.2byte 1f-0f\n0:\n{Expression(place)}1:\n"
                );
            }

            text.Append(".8byte 0, 0\n");
        }
    }

    /// <summary>DW_OP_reg, DW_OP_breg and their long forms.</summary>
    private static string Expression(CodeViewPlace place) =>
        (place.Offset, place.Register) switch
        {
            (null, < FirstLargeRegister) => $".byte {0x50 + place.Register}\n",
            (null, _) => $".byte 0x90\n.uleb128 {place.Register}\n",
            ({ } offset, < FirstLargeRegister) => $".byte {0x70 + place.Register}\n.sleb128 {offset}\n",
            ({ } offset, _) => $".byte 0x92\n.uleb128 {place.Register}\n.sleb128 {offset}\n",
        };

    /// <summary>ilc writes <c>___this</c>.</summary>
    private static string NameOf(CodeViewLocal local) => local.Name == "___this" ? "this" : local.Name;
}
