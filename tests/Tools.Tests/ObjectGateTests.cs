using System.Buffers.Binary;
using Keelson.Tools.Coff;
using Keelson.Tools.Diagnostics;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class ObjectGateTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Fact]
    public void A_clean_object_passes() =>
        Assert.Empty(
            Check(
                """
                .section .managedcode,"xr"
                Good__Method:
                    bl RhpPInvoke
                    adrp x0, "?__NONGCSTATICS@Good@@"
                    ret
                .comm RhpNewButDefinedHere, 8
                """
            )
        );

    [Theory]
    [InlineData("RhpNewFast")]
    [InlineData("RhpNewArrayFast")]
    [InlineData("RhpNewPtrArrayFast")]
    [InlineData("RhpThrowEx")]
    [InlineData("RhpRethrow")]
    [InlineData("RhpAssignRefArm64")]
    [InlineData("RhpCheckedAssignRefArm64")]
    [InlineData("RhpByRefAssignRefArm64")]
    [InlineData("RhpInitialDynamicInterfaceDispatch")]
    [InlineData("RhpGcPoll")]
    public void A_call_of_a_runtime_helper_is_refused_with_the_method_that_makes_it(string helper)
    {
        Diagnostic finding = Assert.Single(
            Check(
                $"""
                .section .managedcode,"xr"
                Keelson_Stub_First__Innocent:
                    ret
                Keelson_Stub_Second__Guilty:
                    nop
                    bl {helper}
                    bl {helper}
                    ret
                Keelson_Stub_Third__Innocent:
                    ret
                """
            )
        );
        Assert.Equal("KEEL003", finding.Code);
        Assert.StartsWith(
            $"Keelson.Stub.Second.Guilty (Keelson_Stub_Second__Guilty) refers to {helper}: ",
            finding.Text
        );
    }

    [Fact]
    public void Reference_statics_are_refused_even_when_they_are_defined()
    {
        Diagnostic finding = Assert.Single(
            Check(
                """
                .section .managedcode,"xr"
                Stub__Method:
                    adrp x0, "?__GCSTATICS@Stub@@"
                    ret
                .data
                "?__GCSTATICS@Stub@@":
                    .xword 0
                """
            )
        );
        Assert.Equal("KEEL002", finding.Code);
        Assert.StartsWith("Stub.Method ", finding.Text);
    }

    [Fact]
    public void Data_that_refers_to_a_helper_is_named_too() =>
        Assert.StartsWith(
            "SomeTable refers to RhpThrowEx",
            Assert.Single(Check(".data\nSomeTable:\n.xword 0\n.xword RhpThrowEx")).Text
        );

    [Fact]
    public void A_helper_nothing_refers_to_is_refused() =>
        Assert.Contains("from no method", Assert.Single(Check(".globl RhpNewFast")).Text);

    [Fact]
    public void A_section_both_writable_and_executable_is_refused()
    {
        Diagnostic finding = Assert.Single(Check(".section .both,\"xw\"\nret"));
        Assert.Equal("KEEL004", finding.Code);
        Assert.Contains(".both", finding.Text);
    }

    [Fact]
    public void The_finding_points_at_the_source_line()
    {
        string source = GuestSource.WithLines("Stub__Method", "/keelson/stub/Bad.cs", "nop", "bl RhpNewFast", "ret");
        Assert.Equal($"{Path.GetFullPath("/checkout/stub/Bad.cs")}(11)", Assert.Single(Check(source)).Origin);
    }

    [Fact]
    public void Findings_are_in_the_form_MSBuild_reads() =>
        Assert.StartsWith("x.obj : error KEEL003: ", Assert.Single(Check(".data\nT:.xword RhpThrowEx")).ToString());

    [Fact]
    public void More_relocations_than_16_bits_count_are_all_read()
    {
        Diagnostic finding = Assert.Single(
            Check(
                """
                .section .managedcode,"xr"
                Stub__Many:
                .rept 70000
                    bl Fine
                .endr
                Stub__Last:
                    bl RhpNewFast
                """
            )
        );
        Assert.StartsWith("Stub.Last ", finding.Text);
    }

    [Fact]
    public void A_bigobj_is_read_like_a_plain_object()
    {
        byte[] plain = Object(
            ".section .managedcode,\"xr\"\nStub__Method:\nbl RhpNewFast\nret\n.section .a_long_section_name,\"xw\"\nret"
        );
        Assert.Equal(
            ObjectGate.Check("x.obj", plain, "/checkout"),
            ObjectGate.Check("x.obj", ToBigObject(plain), "/checkout")
        );
    }

    [Fact]
    public void A_cut_object_is_refused_and_never_read_out_of_bounds()
    {
        byte[] whole = Object(".section .managedcode,\"xr\"\nStub__Method:\nbl Fine\nret");
        for (int length = 0; length < whole.Length - 20; length++)
        {
            // Only the string table may be missing unnoticed: no name here needs it.
            IReadOnlyList<Diagnostic> findings = ObjectGate.Check("x.obj", whole.AsMemory(0, length), "/checkout");
            Assert.True(findings is [{ Code: "KEEL001" }], $"cut to {length} of {whole.Length} bytes");
        }
    }

    public void Dispose() => _toolchain.Dispose();

    private IReadOnlyList<Diagnostic> Check(string source) => ObjectGate.Check("x.obj", Object(source), "/checkout");

    private byte[] Object(string source) => File.ReadAllBytes(_toolchain.Assemble(source + "\n"));

    /// <summary>
    /// The same object behind the other header: 56 bytes instead of 20, and 20 bytes per symbol instead of 18.
    /// </summary>
    private static byte[] ToBigObject(byte[] plain)
    {
        const int Shift = 56 - 20;
        int sections = BinaryPrimitives.ReadUInt16LittleEndian(plain.AsSpan(2));
        int table = BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(8));
        int symbols = BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(12));
        MemoryStream big = new();
        BinaryWriter writer = new(big);
        writer.Write((ushort)0);
        writer.Write((ushort)0xFFFF);
        writer.Write((ushort)2);
        writer.Write(plain.AsSpan(0, 2));
        writer.Write(0);
        writer.Write(new Guid("D1BAA1C7-BAEE-4ba9-AF20-FAF66AA4DCB8").ToByteArray());
        writer.Write(new byte[16]);
        writer.Write(sections);
        writer.Write(table + Shift);
        writer.Write(symbols);
        byte[] middle = plain[20..table];
        for (int section = 0; section < sections; section++)
        {
            foreach (int field in (int[])[20, 24])
            {
                Span<byte> pointer = middle.AsSpan((section * 40) + field);
                int value = BinaryPrimitives.ReadInt32LittleEndian(pointer);
                BinaryPrimitives.WriteInt32LittleEndian(pointer, value == 0 ? 0 : value + Shift);
            }
        }

        writer.Write(middle);
        for (int index = 0; index < symbols; index++)
        {
            ReadOnlySpan<byte> symbol = plain.AsSpan(table + (index * 18), 18);
            writer.Write(symbol[..12]);
            writer.Write((int)BinaryPrimitives.ReadInt16LittleEndian(symbol[12..]));
            writer.Write(symbol[14..]);
        }

        writer.Write(plain.AsSpan(table + (symbols * 18)));
        return big.ToArray();
    }
}
