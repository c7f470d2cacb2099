using System.Buffers.Binary;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What is refused before a machine is started with it.</summary>
public class EfiApplicationFileTests
{
    private const int SignatureBytes = 4,
        CoffHeaderBytes = 20,
        OffsetOfSubsystem = 68; // in the optional header

    [Fact]
    public void An_application_and_drivers_are_started()
    {
        Assert.Null(EfiApplicationFile.FaultOf(Stub()));
        Assert.Null(EfiApplicationFile.FaultOf(Changed(SignatureBytes + CoffHeaderBytes + OffsetOfSubsystem, 11)));
        Assert.Null(EfiApplicationFile.FaultOf(Changed(SignatureBytes + CoffHeaderBytes + OffsetOfSubsystem, 12)));
    }

    [Fact]
    public void What_is_something_else_is_named()
    {
        Assert.Equal("it does not begin with MZ", EfiApplicationFile.FaultOf([]));
        Assert.Equal("it does not begin with MZ", EfiApplicationFile.FaultOf([0x1f, 0x8b, 8, 0]));
        Assert.Equal("its machine is 0x8664", EfiApplicationFile.FaultOf(Changed(SignatureBytes, 0x8664)));
        Assert.Equal(
            "its subsystem is 3",
            EfiApplicationFile.FaultOf(Changed(SignatureBytes + CoffHeaderBytes + OffsetOfSubsystem, 3))
        );
        byte[] stub = Stub();
        for (int length = 2; length < 0x200; length++)
        {
            Assert.NotNull(EfiApplicationFile.FaultOf(stub[..length]));
        }

        Assert.Equal("it is cut: section .reloc reaches past its end", EfiApplicationFile.FaultOf(stub[..^1]));
        Assert.Equal("it is cut: section .text reaches past its end", EfiApplicationFile.FaultOf(stub[..40_000]));
    }

    /// <summary>edk2 loads none of these, or crashes where one begins, and says nothing on the console.</summary>
    [Theory]
    [InlineData("it has no sections", 6, 0)]
    [InlineData("its section alignment is 0x", 24 + 32, 0)]
    [InlineData("its section alignment is 0x", 24 + 32, 0x1001)]
    [InlineData("its file alignment is 0x", 24 + 36, 3)]
    [InlineData("its entry point, 0x", 24 + 16, 0, 0)]
    [InlineData("its entry point, 0x", 24 + 16, 0xffff, 0x7fff)]
    [InlineData("its size in memory, 0x", 24 + 56, 0, 0)]
    [InlineData("its size in memory, 0x", 24 + 56, 0xffff, 0xffff)]
    public void What_firmware_would_not_survive_is_named(string fault, int offset, int low, int high = -1)
    {
        byte[] image = Changed(offset, (ushort)low);
        if (high >= 0)
        {
            int signature = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(0x3c));
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(signature + offset + 2), (ushort)high);
        }

        Assert.StartsWith(fault, EfiApplicationFile.FaultOf(image));
    }

    private static byte[] Stub() =>
        File.ReadAllBytes(Path.Combine(Repository.Current.Root, "artifacts", "native", "stub", "stub.efi"));

    /// <param name="offset">From the PE signature.</param>
    private static byte[] Changed(int offset, ushort value)
    {
        byte[] stub = Stub();
        int signature = BinaryPrimitives.ReadInt32LittleEndian(stub.AsSpan(0x3c));
        BinaryPrimitives.WriteUInt16LittleEndian(stub.AsSpan(signature + offset), value);
        return stub;
    }
}
