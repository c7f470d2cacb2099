using Keelson.Tools.PortableExecutable;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Each image is asked what holds for its kind, and for no other.</summary>
public sealed class ImageGateTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Theory]
    [InlineData(true, false, "KEEL121 KEEL122")]
    [InlineData(true, true, "KEEL111 KEEL113 KEEL121 KEEL122")]
    [InlineData(false, true, "KEEL111 KEEL113 KEEL121")]
    [InlineData(false, false, "KEEL121")]
    public void Each_gate_is_asked_where_it_holds(bool isNear, bool isForFirmware, string codes)
    {
        string image = _toolchain.LinkApplication(
            ".globl EfiMain\nEfiMain: ldr x0, [x1]\nmadd x2, x3, x4, x5\nret\n.bss\n.zero 0x100000\n"
        );
        Assert.Equal(
            codes,
            string.Join(
                ' ',
                ImageGate
                    .Check(image, File.ReadAllBytes(image), isNear, isForFirmware)
                    .Select(finding => finding.Code)
                    .Distinct()
                    .Order()
            )
        );
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused() =>
        Assert.Equal(
            "KEEL100",
            Assert.Single(ImageGate.Check("x.pe", [1, 2, 3], isNear: true, isForFirmware: false)).Code
        );

    public void Dispose() => _toolchain.Dispose();
}
