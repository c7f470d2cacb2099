using System.Buffers.Binary;
using Keelson.Tools.Coff;
using Keelson.Tools.Outlining;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Which instructions know a method's frame, and where in it they look.</summary>
public sealed class FrameAccessTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Theory]
    [InlineData("ldr w0, [x29, #20]", 20)]
    [InlineData("ldrb w1, [sp, #5]", 5)]
    [InlineData("strh w1, [sp, #6]", 6)]
    [InlineData("ldr q0, [x29, #32]", 32)]
    [InlineData("ldr d0, [x29, #24]", 24)]
    [InlineData("ldp d0, d1, [sp, #16]", 16)]
    [InlineData("stp q0, q1, [x29, #64]", 64)]
    [InlineData("ldp w0, w1, [x29, #-4]", -4)]
    [InlineData("ldpsw x0, x1, [sp, #8]", 8)]
    [InlineData("ldur x0, [x29, #-8]", -8)]
    [InlineData("sturb w0, [sp, #3]", 3)]
    [InlineData("add x0, sp, #48", 48)]
    [InlineData("mov x0, sp", 0)]
    [InlineData("ldr x0, [x1, #8]", null)]
    [InlineData("ldr x0, [sp], #16", null)]
    [InlineData("str x0, [sp, #-16]!", null)]
    [InlineData("ldp x0, x1, [sp], #16", null)]
    [InlineData("ldr x0, [x29, x1]", null)]
    [InlineData("add x0, x29, #1, lsl #12", null)]
    [InlineData("sub x0, x29, #16", null)]
    [InlineData("ld1 {v0.16b}, [sp]", null)]
    [InlineData("ldar x0, [sp]", null)]
    [InlineData("ldp x0, x1, [x2]", null)]
    public void Where_in_the_frame_an_instruction_looks_is_known(string code, int? offset)
    {
        uint word = Word(code);
        Assert.Equal(offset, FrameAccess.Of(word)?.Offset);
        // What is not known is at least seen to be of the frame.
        Assert.True(offset is not null || !code.Contains("sp") || A64.TouchesStack(word));
        Assert.True(offset is not null || !code.Contains("x29") || A64.TouchesRecord(word));
    }

    [Theory]
    [InlineData("cmp x0, #1", false)]
    [InlineData("ands xzr, x0, #1", false)]
    [InlineData("orr x0, xzr, #1", false)]
    [InlineData("add x0, x1, x2", false)]
    [InlineData("mov x0, xzr", false)]
    [InlineData("str xzr, [x0]", false)]
    [InlineData("mov sp, x29", true)]
    [InlineData("add x0, sp, x1", true)]
    [InlineData("sub sp, sp, x1", true)]
    [InlineData("cmp sp, x1", true)]
    [InlineData("and sp, x1, #-16", true)]
    [InlineData("ldr x0, [sp, x1]", true)]
    public void The_stack_pointer_is_told_from_zero(string code, bool isStack) =>
        Assert.Equal(isStack, A64.TouchesStack(Word(code)));

    public void Dispose() => _toolchain.Dispose();

    /// <summary>The instruction as it is encoded.</summary>
    private uint Word(string code) =>
        BinaryPrimitives.ReadUInt32LittleEndian(
            CoffReader
                .Read(
                    File.ReadAllBytes(_toolchain.Assemble($".section .managedcode$I,\"xr\"\n.globl M0\nM0: {code}\n"))
                )
                .Sections.Single(one => one.Name == OutlinedObject.ManagedCode)
                .Data.Span
        );
}
