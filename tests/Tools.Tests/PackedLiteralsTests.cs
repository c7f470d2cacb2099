using Keelson.Tools.Coff;
using Keelson.Tools.Language;
using Keelson.Tools.Outlining;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Constants that are laid close, into each other, or left out.</summary>
public sealed class PackedLiteralsTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Fact]
    public void Literals_lie_close_and_within_each_other()
    {
        byte[] whole = File.ReadAllBytes(
            _toolchain.Assemble(
                """
                .section .managedcode$I,"xr"
                .globl M0
                M0: ret
                .section .data,"dw"
                .xword Last, A_Literal5x1, B_Literal3x1, C_Literal8x4, D_Literal9x1, E_Literal5x1
                .section .rdata,"dr"
                .balign 8
                .globl Other
                Other: .xword M0
                .globl A_Literal5x1, B_Literal3x1, C_Literal8x4, D_Literal9x1, E_Literal5x1
                A_Literal5x1: .ascii "abcde\\0\\0\\0"
                B_Literal3x1: .ascii "bcd\\0\\0\\0\\0\\0"
                C_Literal8x4: .ascii "12345678"
                D_Literal9x1: .ascii "ninebytes\\0\\0\\0\\0\\0\\0\\0"
                E_Literal5x1: .ascii "fghij\\0\\0\\0"
                .globl Last
                Last: .xword Other
                """
            )
        );
        byte[] packed = OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics);
        LiteralWalk.Compare(whole, packed);
        // Two pointers, nine bytes, three to align the next, eight, twice five.
        Assert.Equal(16 + 9 + 3 + 8 + 5 + 5, LiteralWalk.ConstantSize(packed));
    }

    [Fact]
    public void What_nothing_leads_to_is_left_out_and_found_by_nobody()
    {
        const string Data = """
            .section .managedcode$I,"xr"
            .globl M0
            M0: adrp x0, Used
            add x0, x0, :lo12:Used
            ret
            .section .debug$S,"dr"
            .xword Unused
            .section .rdata,"dr"
            .balign 8
            .globl Unused, Used, Further, Cycle, A_Literal8x1, B_Literal8x1
            Unused: .xword Used, Cycle
            Used: .xword Further, A_Literal8x1
            Cycle: .xword Unused
            Further: .xword 1
            A_Literal8x1: .ascii "reached."
            B_Literal8x1: .ascii "nowhere."
            """;
        byte[] whole = File.ReadAllBytes(_toolchain.Assemble(Data));
        byte[] packed = OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics);
        LiteralWalk.Compare(whole, packed);
        Assert.Equal(16 + 8 + 8, LiteralWalk.ConstantSize(packed));
        string[] local =
        [
            .. CoffReader
                .Read(packed)
                .Symbols.OfType<CoffSymbol>()
                .Where(one => one.StorageClass == 3 && one.Value == 32)
                .Select(one => one.Name)
                .Order(),
        ];
        Assert.Equal(["B_Literal8x1", "Cycle", "Unused"], local);
    }

    [Fact]
    public void A_distance_in_front_of_a_literal_is_no_part_of_it()
    {
        byte[] whole = File.ReadAllBytes(
            _toolchain.Assemble(
                """
                .section .managedcode$I,"xr"
                .globl M0
                M0: ret
                .section .data,"dw"
                .xword Other, A_Literal5x1
                .section .rdata,"dr"
                .balign 8
                .globl Other, A_Literal5x1
                Other: .word 1
                .word Other@IMGREL
                A_Literal5x1: .ascii "abcde\\0\\0\\0"
                """
            )
        );
        byte[] packed = OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics);
        LiteralWalk.Compare(whole, packed);
        Assert.Equal(8 + 5, LiteralWalk.ConstantSize(packed));
    }

    [Theory]
    [InlineData("A_Literal99x1: .ascii \"short\"", "no literal of its size")]
    [InlineData("A_Literal8x1: .xword M0", "no literal of its size")]
    public void Literals_that_are_none_are_refused(string data, string why)
    {
        byte[] whole = File.ReadAllBytes(
            _toolchain.Assemble(
                $".section .data,\"dw\"\n.xword {data[..data.IndexOf(':')]}\n"
                    + ".section .managedcode$I,\"xr\"\n.globl M0\nM0: ret\n.section .rdata,\"dr\"\n"
                    + $".globl {data[..data.IndexOf(':')]}\n{data}\n"
            )
        );
        BadImageFormatException error = Assert.Throws<BadImageFormatException>(() =>
            OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics)
        );
        Assert.Contains(why, error.Message);
    }

    public void Dispose() => _toolchain.Dispose();
}
