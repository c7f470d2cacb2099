using System.Buffers.Binary;
using System.Text;

namespace Keelson.Tools.Coff;

/// <summary>A variable or parameter, where its value is while it has a place.</summary>
/// <param name="Method">Offset of its method in the section of code.</param>
/// <param name="Type">As a debugger shows it.</param>
/// <param name="Places">In order, of code by its offsets in the section.</param>
internal sealed record CodeViewLocal(
    uint Method,
    string Name,
    bool IsParameter,
    CodeViewType Type,
    IReadOnlyList<CodeViewPlace> Places
);

/// <param name="Register">Of DWARF's numbers: 0 to 31 are x0 to sp, from 64 on v0 to v31.</param>
/// <param name="Offset">Of memory that the register points to; null for the register itself.</param>
internal readonly record struct CodeViewPlace(uint Start, uint End, int Register, int? Offset);

/// <summary>
/// The variables that an object's <c>.debug$S</c> tells of (CodeView: S_LOCAL and the S_DEFRANGE records behind it), if
/// they are of simple types or addresses. Of a structure ilc says where it begins at best, not where its parts are.
/// </summary>
internal static class CodeViewLocals
{
    private const uint SymbolSubsection = 0xf1;
    private const ushort Method = 0x1147; // S_GPROC32_ID
    private const ushort Local = 0x113e; // S_LOCAL
    private const ushort InRegister = 0x1141; // S_DEFRANGE_REGISTER
    private const ushort InMemory = 0x1145; // S_DEFRANGE_REGISTER_REL
    private const ushort IsParameter = 1;

    /// <param name="code">The section that they are of.</param>
    public static IReadOnlyList<CodeViewLocal> Read(CoffObject file, CoffSection code)
    {
        CodeViewTypes types = CodeViewTypes.Read(file);
        List<CodeViewLocal> all = [];
        foreach (CoffSection section in file.Sections.Where(section => section.Name == ".debug$S"))
        {
            Dictionary<int, CoffSymbol> targets = section
                .Relocations.DistinctBy(one => one.Offset)
                .Where(one => one.Symbol.SectionNumber == code.Number)
                .ToDictionary(one => (int)one.Offset, one => one.Symbol);
            ReadOnlySpan<byte> data = section.Data.Span;
            for (int at = sizeof(uint); at + 8 <= data.Length; )
            {
                int end = at + 8 + (int)UInt32(data, at + 4);
                if (UInt32(data, at) == SymbolSubsection && end <= data.Length)
                {
                    Add(all, data[..end], at + 8, targets, types);
                }

                at = (end + 3) & ~3;
            }
        }

        return all;
    }

    private static void Add(
        List<CodeViewLocal> all,
        ReadOnlySpan<byte> data,
        int at,
        Dictionary<int, CoffSymbol> targets,
        CodeViewTypes types
    )
    {
        uint? method = null;
        List<CodeViewPlace>? places = null;
        for (int next; at + 4 <= data.Length; at = next)
        {
            next = at + 2 + UInt16(data, at);
            switch (UInt16(data, at + 2))
            {
                case Method:
                    method = targets.TryGetValue(at + 32, out CoffSymbol? symbol) ? symbol.Value : null;
                    places = null;
                    break;
                case Local:
                    places = null;
                    if (method is { } owner && types.Find(UInt32(data, at + 4)) is { } type)
                    {
                        places = [];
                        bool isParameter = (UInt16(data, at + 8) & IsParameter) != 0;
                        all.Add(new CodeViewLocal(owner, Text(data[(at + 10)..next]), isParameter, type, places));
                    }

                    break;
                case InRegister when RegisterOf(UInt16(data, at + 4)) is { } register:
                    AddPlaces(places, data, at + 8, next, targets, register, null);
                    break;
                case InMemory when RegisterOf(UInt16(data, at + 4)) is { } register:
                    AddPlaces(places, data, at + 12, next, targets, register, (int)UInt32(data, at + 8));
                    break;
            }
        }
    }

    /// <summary>CV_LVAR_ADDR_RANGE without the gaps behind it.</summary>
    private static void AddPlaces(
        List<CodeViewPlace>? places,
        ReadOnlySpan<byte> data,
        int at,
        int end,
        Dictionary<int, CoffSymbol> targets,
        int register,
        int? offset
    )
    {
        if (places is null || !targets.TryGetValue(at, out CoffSymbol? method))
        {
            return;
        }

        uint start = method.Value + UInt32(data, at);
        uint from = start;
        for (int gap = at + 8; gap + 4 <= end; gap += 4)
        {
            places.Add(new CodeViewPlace(from, start + UInt16(data, gap), register, offset));
            from = start + UInt16(data, gap) + UInt16(data, gap + 2);
        }

        places.Add(new CodeViewPlace(from, start + UInt16(data, at + 6), register, offset));
        places.RemoveAll(place => place.Start >= place.End);
    }

    /// <summary>CV_HREG_e of ARM64, which the order of names in LLVM's table of them gives.</summary>
    private static int? RegisterOf(ushort register) =>
        register switch
        {
            >= 10 and <= 40 => register - 10, // w0 to w30
            >= 50 and <= 81 => register - 50, // x0 to x28, fp, lr, sp
            >= 100 and <= 131 => 64 + register - 100, // s0 to s31
            >= 140 and <= 171 => 64 + register - 140, // d0 to d31
            _ => null,
        };

    private static string Text(ReadOnlySpan<byte> data) =>
        Encoding.UTF8.GetString(data[..Math.Max(0, data.IndexOf((byte)0))]);

    private static ushort UInt16(ReadOnlySpan<byte> data, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);

    private static uint UInt32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
}
