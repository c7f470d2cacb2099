using Keelson.Tools.BoardReports;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>Addresses of an exception as the kernel-shim writes them.</summary>
public sealed class FaultAddressTests
{
    [Theory]
    [InlineData("FAR 0x1000 (in no region), ELR", null, "in no region")]
    [InlineData("FAR 0x1000 (in no region, physical flash@0), ELR", null, "in no region, physical flash@0")]
    // As commits before wrote it.
    [InlineData("FAR 0x1000 (in no region) in flash@0, ELR", null, "in no region, in flash@0")]
    [InlineData(
        "FAR 0x9010000 = physical, MemoryMappedIO 0x9010000 + 0x0 in ACPI MCFG, ELR",
        0x901_0000ul,
        "physical, MemoryMappedIO 0x9010000 + 0x0 in ACPI MCFG"
    )]
    [InlineData(
        "FAR 0x2000 = RuntimeServicesCode 0x4fc00000 + 0x40, ",
        0x4fc0_0040ul,
        "RuntimeServicesCode 0x4fc00000 + 0x40"
    )]
    [InlineData(
        "FAR 0x9010004 = physical, MemoryMappedIO 0x9010000 + 0x4 in pl031@9010000, ELR",
        0x901_0004ul,
        "physical, MemoryMappedIO 0x9010000 + 0x4 in pl031@9010000"
    )]
    public void Place_and_device_are_told_apart(string seen, ulong? physical, string place)
    {
        FaultAddress address = FaultAddress.Of(seen)[0];
        Assert.Equal((physical, place), (address.Physical, address.Place));
    }
}
