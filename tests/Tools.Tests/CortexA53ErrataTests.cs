using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class CortexA53ErrataTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    // The application's code begins at a page: 0xff8 bytes in front place what follows at its end.
    [Theory]
    [InlineData("adrp x0, foo\n ldr x1, [x2]\n ldr x3, [x0, #8]", "KEEL120")]
    [InlineData("nop\n adrp x0, foo\n ldr x1, [x2]\n ldr x3, [x0, #8]", "KEEL120")]
    [InlineData("adrp x0, foo\n str x1, [x2]\n add x4, x5, x6\n str x3, [x0, #8]", "KEEL120")]
    [InlineData("adrp x0, foo\n ldp x1, x4, [x2]\n ldr q3, [x0, #16]", "KEEL120")]
    [InlineData("ldr x5, [x6]\n madd x7, x8, x9, x10", "KEEL121")]
    [InlineData("str x8, [x6]\n msub x7, x8, x9, x10", "KEEL121")]
    [InlineData("ldr d8, [x6]\n smaddl x7, w8, w9, x10", "KEEL121")]
    public void A_sequence_that_early_cores_execute_wrongly_is_named(string code, string diagnostic) =>
        Assert.Equal(diagnostic, Assert.Single(Check(code)).Code);

    [Theory]
    // One word further, the sequence lies in the next page.
    [InlineData("nop\n nop\n adrp x0, foo\n ldr x1, [x2]\n ldr x3, [x0, #8]")]
    // The second instruction loads the register anew; is a literal; writes its base back.
    [InlineData("adrp x0, foo\n ldr x0, [x2]\n ldr x3, [x0, #8]")]
    [InlineData("adrp x0, foo\n ldr x1, foo\n ldr x3, [x0, #8]")]
    [InlineData("adrp x0, foo\n ldr x1, [x0], #8\n ldr x3, [x0, #8]")]
    // The third is a branch, or another register's.
    [InlineData("adrp x0, foo\n ldr x1, [x2]\n b foo\n ldr x3, [x0, #8]")]
    [InlineData("adrp x0, foo\n ldr x1, [x2]\n ldr x3, [x4, #8]")]
    // The multiplication waits for the load, adds nothing, or is of 32 bits.
    [InlineData("ldr x8, [x6]\n madd x7, x8, x9, x10")]
    [InlineData("ldr x5, [x6]\n mul x7, x8, x9")]
    [InlineData("ldr x5, [x6]\n madd w7, w8, w9, w10")]
    public void Harmless_neighbours_pass(string code) => Assert.Empty(Check(code));

    [Fact]
    public void The_products_have_none()
    {
        string[] images = [.. Products.Find(Repository.Current).Where(file => !file.EndsWith("Image"))];
        Assert.NotEmpty(images);
        Assert.All(images, file => Assert.Empty(CortexA53Errata.Check(file, File.ReadAllBytes(file))));
    }

    public void Dispose() => _toolchain.Dispose();

    private IReadOnlyList<Keelson.Tools.Diagnostics.Diagnostic> Check(string code)
    {
        string image = Path.Combine(_toolchain.Folder, "a.efi");
        _toolchain.Link(
            image,
            $".text\n.p2align 12\n.globl EfiMain\nEfiMain: .zero 0xff8\n {code}\n.globl foo\nfoo: ret\n",
            "/subsystem:efi_application",
            "/entry:EfiMain"
        );
        return CortexA53Errata.Check("a.efi", File.ReadAllBytes(image));
    }
}
