using System.Buffers.Binary;
using System.Globalization;
using Keelson.Tools.Coff;
using Keelson.Tools.PortableExecutable;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Constants that take more room as instructions than as data: halves of GUIDs, status codes, magic numbers. MOVZ and
/// up to three MOVK (Arm ARM DDI 0487, C6.2) become one LDR of a literal in the constant data, where equal ones stand
/// once. For images whose data is within 1 MB of their code.
/// </summary>
internal static class Constants
{
    /// <summary>Behind it the value, and what the names of the weaver's literals end with.</summary>
    public const string NameStart = "Constant_";
    private const uint Wide = 0x8000_0000; // 64 bits
    private const uint LoadWord = 0x1800_0000; // LDR Wt, which clears the upper half
    private const uint LoadWide = 0x5800_0000; // LDR Xt

    /// <param name="code">Changes; its words are laid.</param>
    /// <param name="data">Takes the constants.</param>
    /// <param name="firstSymbol">The index of the first symbol that the object has not.</param>
    /// <returns>Symbols to add to the object, in order.</returns>
    public static IReadOnlyList<CoffSymbol> MoveToData(CompiledCode code, PackedSection data, int firstSymbol)
    {
        List<CoffSymbol> symbols = [];
        // An object is written where it was: what there is no room for stays in the code.
        int spare = code.Section.Relocations.Count - code.Words.Count(word => word.Relocation is not null);
        foreach (
            Run[] equal in Find(code.Words)
                .GroupBy(run => (run.Value, run.Size))
                .Select(group => group.ToArray())
                .OrderByDescending(group => group[0].Size)
        )
        {
            (ulong value, int size) = (equal[0].Value, equal[0].Size);
            // Data is shared with nothing else: what the outliner would have made of short runs is not counted.
            if (
                equal.Sum(run => run.Words.Length - 1) * sizeof(uint) <= size
                || equal.Length > spare
                || !data.HasRoom(size)
            )
            {
                continue;
            }

            spare -= equal.Length;
            byte[] content = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(content, value);
            string name = string.Create(CultureInfo.InvariantCulture, $"{NameStart}{value:x}_Literal{size}x{size}");
            CoffSymbol symbol = data.Add(name, firstSymbol + symbols.Count, content.AsSpan(0, size), alignment: size);
            symbols.Add(symbol);
            foreach (Run run in equal)
            {
                CodeWord load = run.Words[0];
                load.Value = (size == sizeof(ulong) ? LoadWide : LoadWord) | (load.Value & 31);
                load.Relocation = new CoffRelocation(0, symbol, NearAddresses.LiteralPlace);
                foreach (CodeWord word in run.Words[1..])
                {
                    word.LeaveOut(load);
                }
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
        return symbols;
    }

    /// <summary>What makes one value in one register, with nothing that leads into its middle.</summary>
    private static IEnumerable<Run> Find(List<CodeWord> words)
    {
        for (int at = 0; at < words.Count; at++)
        {
            if (words[at].IsData || A64.MovedValue(words[at].Value) is not { } value)
            {
                continue;
            }

            uint first = words[at].Value;
            int end = at + 1;
            while (
                end < words.Count
                && words[end] is { IsData: false, IsLabel: false, IsStart: false }
                && A64.IsInsertion(words[end].Value, first)
            )
            {
                value = A64.Inserted(words[end].Value, value);
                end++;
            }

            // A load in front of a multiplication that does not need it: Cortex-A53 erratum 835769.
            bool isInFrontOfMultiply = end < words.Count && new Instruction(words[end].Value).IsMultiplyAccumulate64;
            if (end > at + 1 && !isInFrontOfMultiply)
            {
                bool isWide = (first & Wide) != 0 && value > uint.MaxValue;
                yield return new Run([.. words[at..end]], value, isWide ? sizeof(ulong) : sizeof(uint));
                at = end - 1;
            }
        }
    }

    /// <param name="Words">Of instructions, one behind the other.</param>
    /// <param name="Value">Of the whole register.</param>
    /// <param name="Size">Of the value in bytes: 4 or 8.</param>
    private sealed record Run(CodeWord[] Words, ulong Value, int Size);
}
