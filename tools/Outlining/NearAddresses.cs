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
/// ADD (Arm ARM DDI 0487, C6.2.10). The addend stays, as it is encoded the same in both.
/// </summary>
internal static class NearAddresses
{
    // PE and COFF specification, IMAGE_REL_ARM64_*.
    private const ushort PageBase = 4;
    private const ushort Relative = 5;
    private const ushort PageOffset = 6;
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
    }

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
