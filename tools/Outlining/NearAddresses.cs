using Keelson.Tools.Coff;

namespace Keelson.Tools.Outlining;

/// <summary>How far from the code the data of an image may lie.</summary>
internal enum AddressReach
{
    /// <summary>4 GB: ADRP and ADD, as the compiler makes them.</summary>
    Far,

    /// <summary>1 MB: ADR. Of the linked image <c>gate image</c> holds it.</summary>
    Near,
}

/// <summary>
/// Where all of an image lies within 1 MB, its addresses take one instruction instead of two: ADR instead of ADRP and
/// ADD (Arm ARM DDI 0487, C6.2.10). The addend stays, as it is encoded the same in both. The stack's cookie, which each
/// method with a buffer loads, takes one instead of three: LDR, for what is aligned to 4 bytes.
/// </summary>
internal static class NearAddresses
{
    // PE and COFF specification, IMAGE_REL_ARM64_*.
    private const ushort PageBase = 4;
    private const ushort Relative = 5;
    private const ushort PageOffset = 6;

    /// <summary>
    /// BRANCH19 is what LDR of a literal has as well (Arm ARM DDI 0487, C6.2.169): bits 5 to 23, in words.
    /// </summary>
    public const ushort LiteralPlace = 15;
    private const uint LoadLiteral = 0x5800_0000;
    private const uint Load = 0xf940_0000;
    private const uint Address = 0x1000_0000;
    private const uint PageBit = 0x8000_0000;
    private const uint AddMask = 0xffc0_0000;
    private const uint Add = 0x9100_0000; // 64 bits, immediate, not shifted

    public static void Shorten(CompiledCode code)
    {
        code.Lay();
        foreach ((CodeWord page, CodeWord offset) in code.Words.Zip(code.Words.Skip(1)))
        {
            if (IsPair(page, offset))
            {
                page.Value &= ~PageBit;
                page.Relocation = page.Relocation!.Value with { Kind = Relative };
                offset.LeaveOut(page);
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
        foreach ((CodeWord address, CodeWord load) in code.Words.Zip(code.Words.Skip(1)))
        {
            if (IsLoadOf(address, load))
            {
                address.Value = LoadLiteral | (load.Value & 31);
                address.Relocation = address.Relocation!.Value with { Kind = LiteralPlace };
                load.LeaveOut(address);
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
    }

    /// <summary>The address is needed for nothing else: what is loaded takes its register.</summary>
    private static bool IsLoadOf(CodeWord address, CodeWord load) =>
        address is { IsData: false, Relocation: { Kind: Relative } place }
        && load is { IsData: false, IsLabel: false, IsStart: false, Relocation: null }
        && place.Symbol.Name == "__security_cookie"
        && (address.Value & ~31u) == Address
        && load.Value == (Load | (address.Value & 31) << 5 | (address.Value & 31));

    private static bool IsPair(CodeWord page, CodeWord offset)
    {
        uint register = page.Value & 31;
        return page is { IsData: false, Relocation: { Kind: PageBase } first }
            && offset is { IsLabel: false, IsStart: false, Relocation: { Kind: PageOffset } second }
            && first.Symbol == second.Symbol
            && A64.IsPageAddress(page.Value)
            && (offset.Value & AddMask) == Add
            && (offset.Value & 31) == register
            && (offset.Value >> 5 & 31) == register;
    }
}
