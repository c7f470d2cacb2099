using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using Keelson.Tools.Diagnostics;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// Instruction sequences that early Cortex-A53 (up to r0p4: Raspberry Pi 3, many phones and set-top boxes) execute
/// wrongly, and that neither ilc nor lld-link avoids: errata 843419 and 835769 (Arm, Cortex-A53 MPCore Software
/// Developers Errata Notice, ARM-EPM-048406).
/// </summary>
internal static class CortexA53Errata
{
    private const uint PageMask = 0xfff;

    // The last two instructions of a page.
    private const uint FirstBadOffset = 0xff8;

    public static IReadOnlyList<Diagnostic> Check(string origin, byte[] image)
    {
        List<Diagnostic> findings = [];
        foreach (SectionHeader section in PeFile.Read(image).Sections.Where(IsCode))
        {
            int size = Math.Min(section.SizeOfRawData, section.VirtualSize) & ~3;
            ReadOnlySpan<byte> code = image.AsSpan(section.PointerToRawData, size);
            for (int offset = 0; offset < size; offset += 4)
            {
                uint address = (uint)(section.VirtualAddress + offset);
                if (HasPageAddressFault(code, offset, address))
                {
                    Add("KEEL120", "843419", "ADRP at the end of a page, then loads or stores that use it", address);
                }

                if (HasMultiplyFault(code, offset))
                {
                    Add("KEEL121", "835769", "a 64-bit multiply-accumulate right behind a load or store", address);
                }
            }
        }

        return findings;

        void Add(string code, string erratum, string what, uint address) =>
            findings.Add(
                new Diagnostic(
                    origin,
                    code,
                    $"Cortex-A53 erratum {erratum} at RVA 0x{address:x}: {what}; change the code in front of it, so "
                        + "that it moves or is compiled to something else (symbolize names the method)"
                )
            );
    }

    /// <summary>
    /// ADRP in the last two words of a page; a load or store that leaves its register alone; up to one more instruction
    /// that is no branch; a load or store at an unsigned offset from that register.
    /// </summary>
    private static bool HasPageAddressFault(ReadOnlySpan<byte> code, int offset, uint address)
    {
        if ((address & PageMask) < FirstBadOffset || !At(code, offset).IsPageAddress)
        {
            return false;
        }

        int register = At(code, offset).Target;
        Instruction second = At(code, offset + 4),
            third = At(code, offset + 8);
        return second.IsLoadOrStore
            && !second.IsLiteral
            && !second.Writes(register)
            && (
                Uses(third, register)
                || !third.IsBranch && !third.Writes(register) && Uses(At(code, offset + 12), register)
            );
    }

    private static bool HasMultiplyFault(ReadOnlySpan<byte> code, int offset) =>
        At(code, offset).IsLoadOrStore
        && At(code, offset + 4) is { IsMultiplyAccumulate64: true } multiplication
        && !At(code, offset).Feeds(multiplication);

    private static bool Uses(Instruction instruction, int register) =>
        instruction.IsLoadOrStore && instruction.HasUnsignedOffset && instruction.Base == register;

    /// <summary>Behind the end, an instruction that is none of these.</summary>
    private static Instruction At(ReadOnlySpan<byte> code, int offset) =>
        new(offset + 4 <= code.Length ? BinaryPrimitives.ReadUInt32LittleEndian(code[offset..]) : 0);

    private static bool IsCode(SectionHeader section) =>
        section.SectionCharacteristics.HasFlag(SectionCharacteristics.MemExecute);
}
