using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Images whose code has short addresses.</summary>
public sealed class ReachGateTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Theory]
    [InlineData("0xfc000", null)]
    [InlineData("0x100000", "KEEL122")] // with the code in front of it, further than 1 MB
    public void Data_that_is_too_far_is_refused(string size, string? code)
    {
        string image = _toolchain.LinkApplication(
            $".globl EfiMain\nEfiMain: adrp x0, data\nret\n.data\ndata: .xword 1\n.bss\n.zero {size}\n"
        );
        Assert.Equal(code, ReachGate.Check(image, File.ReadAllBytes(image)).SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("stub/stub.efi")]
    [InlineData("loader/boot.efi")]
    [InlineData("boot/BOOTAA64.EFI")]
    public void Products_reach_their_data(string name)
    {
        string path = Path.Combine(Repository.Current.Root, "artifacts", "native", name);
        Assert.Empty(ReachGate.Check(path, File.ReadAllBytes(path)));
    }

    public void Dispose() => _toolchain.Dispose();
}
