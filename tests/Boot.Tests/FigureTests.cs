using System.Globalization;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Sizes of the products. Times are no test: the verb <c>bench --times</c> takes them.</summary>
public sealed class FigureTests
{
    private const long StubBudgetBytes = 81_920;
    private const long FullStubBudgetBytes = 122_880;
    private const long BootBudgetBytes = 131_072;
    private const long ImageBudgetBytes = 196_608;

    [Fact]
    public void Products_keep_to_their_sizes()
    {
        long stub = new FileInfo(Built.StubAlone).Length;
        long full = new FileInfo(Built.FullStub).Length;
        long boot = new FileInfo(Built.Boot).Length;
        long image = new FileInfo(Built.KernelShimImage).Length;
        FigureFile.Write(
            "sizes",
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: stub.efi {stub:N0} bytes (budget {StubBudgetBytes:N0})"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: stub-full.efi {full:N0} bytes (budget {FullStubBudgetBytes:N0})"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: boot.efi {boot:N0} bytes (budget {BootBudgetBytes:N0})"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: kernel-shim Image {image:N0} bytes (budget {ImageBudgetBytes:N0})"
            )
        );
        Assert.InRange(stub, 1, StubBudgetBytes);
        Assert.InRange(full, 1, FullStubBudgetBytes);
        Assert.InRange(boot, 1, BootBudgetBytes);
        Assert.InRange(image, 1, ImageBudgetBytes);
    }
}
