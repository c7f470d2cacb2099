using Keelson.Tools.Coff;
using Keelson.Tools.Language;
using Keelson.Tools.Outlining;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Constants that are loaded instead of made by instructions, and those that are not.</summary>
public sealed class ConstantsTests : IDisposable
{
    private const string Guid =
        "movz x{0}, #0x1111\n movk x{0}, #0x2222, lsl #16\n movk x{0}, #0x3333, lsl #32\n"
        + " movk x{0}, #0x4444, lsl #48";
    private const string Status = "movz x{0}, #14\n movk x{0}, #0x8000, lsl #48";
    private const string Magic = "movz w{0}, #0xfeed\n movk w{0}, #0xd00d, lsl #16";
    private readonly NativeToolchain _toolchain = new();

    /// <summary>Instructions left out of the code, and bytes that came to the data.</summary>
    [Theory]
    [InlineData(Guid, 1, 3, 8)]
    [InlineData(Guid, 2, 6, 8)]
    [InlineData(Guid, 5, 0, 0)] // more than the linker's list has room for
    [InlineData(Status, 2, 0, 0)] // what the code loses the data gains
    [InlineData(Status, 3, 3, 8)]
    [InlineData(Magic, 1, 0, 0)]
    [InlineData(Magic, 2, 2, 4)]
    [InlineData("movz x{0}, #0xfeed\n movk x{0}, #0xd00d, lsl #16", 2, 2, 4)] // the upper half is zero
    [InlineData("movn w{0}, #0\n movk w{0}, #7, lsl #16", 2, 2, 4)] // and stays so
    [InlineData("movn x{0}, #0\n movk x{0}, #7, lsl #16", 3, 3, 8)]
    [InlineData("movz x{0}, #7\n movk w{0}, #7, lsl #16", 2, 0, 0)] // clears the upper half
    [InlineData("movz x{0}, #7\n movk x2{0}, #7, lsl #16", 2, 0, 0)] // of another register
    [InlineData("movz x{0}, #7\n movk x{0}, #7, lsl #16\n movk x{0}, #8, lsl #16", 2, 4, 4)] // the last one holds
    [InlineData("movz x{0}, #1\n 1: movk x{0}, #2, lsl #16\n movk x{0}, #3, lsl #32\n cbz x9, 1b", 2, 0, 0)]
    [InlineData(Guid + "\n msub x10, x11, x12, x13", 1, 0, 0)] // Cortex-A53 erratum 835769
    [InlineData(Guid + "\n mul x10, x11, x12", 1, 3, 8)]
    public void What_is_longer_as_code_is_loaded(string code, int times, int saved, int bytes)
    {
        string methods = string.Concat(
            Enumerable
                .Range(0, times)
                .Select(number => $".globl M{number}\nM{number}: {code.Replace("{0}", $"{number}")}\n ret\n")
        );
        byte[] whole = Assemble(methods);
        byte[] near = OutlinedObject.Make(whole, AddressReach.Near, HeapKind.Statics);
        CodeWalk.Compare(whole, near, HeapKind.Statics);
        LiteralWalk.Compare(whole, near);
        int shortened = CodeSize(whole) - (SpareAddresses * sizeof(uint)) - CodeSize(near);
        Assert.Equal((saved, bytes), (shortened / sizeof(uint), LiteralWalk.ConstantSize(near) - KeptBytes));
        byte[] far = OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics);
        Assert.Equal((CodeSize(whole), KeptBytes), (CodeSize(far), LiteralWalk.ConstantSize(far)));
    }

    [Fact]
    public void A_constant_that_the_data_has_is_loaded_from_there()
    {
        // 0x64636261, the literal's first four bytes.
        const string Code = "movz w0, #0x6261\n movk w0, #0x6463, lsl #16\n ret";
        byte[] near = OutlinedObject.Make(
            Assemble($".globl M0, M1\nM0: {Code}\nM1: {Code}\n"),
            AddressReach.Near,
            HeapKind.Statics
        );
        Assert.Equal(KeptBytes, LiteralWalk.ConstantSize(near));
    }

    [Fact]
    public void What_the_data_has_no_room_for_stays_in_the_code()
    {
        static string Method(int number) =>
            $".globl M{number}\nM{number}: {Guid.Replace("{0}", $"{number}").Replace("1111", $"111{number}")}\n ret\n";
        byte[] whole = Assemble(Method(1) + Method(2) + Method(3));
        byte[] near = OutlinedObject.Make(whole, AddressReach.Near, HeapKind.Statics);
        CodeWalk.Compare(whole, near, HeapKind.Statics);
        // Two of three, which is all that the section was.
        Assert.Equal(KeptBytes + (2 * sizeof(ulong)), LiteralWalk.ConstantSize(near));
    }

    public void Dispose() => _toolchain.Dispose();

    private const int KeptBytes = 8;
    private const int SpareAddresses = 4; // each ADRP and ADD leaves a relocation that a constant may take

    private byte[] Assemble(string methods) =>
        File.ReadAllBytes(
            _toolchain.Assemble(
                $"""
                .section .managedcode$I,"xr"
                .globl Addresses
                Addresses: adrp x0, A_Literal8x8
                add x0, x0, :lo12:A_Literal8x8
                adrp x1, A_Literal8x8
                add x1, x1, :lo12:A_Literal8x8
                adrp x2, A_Literal8x8
                add x2, x2, :lo12:A_Literal8x8
                adrp x3, A_Literal8x8
                add x3, x3, :lo12:A_Literal8x8
                ret
                {methods}
                .section .rdata,"dr"
                .balign 8
                .globl A_Literal8x8, B_Literal8x8, C_Literal8x8
                A_Literal8x8: .ascii "abcdefgh"
                B_Literal8x8: .ascii "unused.."
                C_Literal8x8: .ascii "unused.."
                """
            )
        );

    private static int CodeSize(byte[] content) =>
        CoffReader.Read(content).Sections.Single(one => one.Name == OutlinedObject.ManagedCode).Data.Length;
}
