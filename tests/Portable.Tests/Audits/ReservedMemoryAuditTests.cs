using Keelson.Audits;
using Keelson.DeviceTree;
using Keelson.Findings;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class ReservedMemoryAuditTests
{
    [Theory]
    [InlineData("a@40001000 { reg = <0 0x40001000 0 0x1000>; no-map; };", "40001000 in 40000000")]
    [InlineData("a@40001800 { reg = <0 0x40001800 0 0x1000>; no-map; };", "40001000 in 40000000")]
    [InlineData("a { reg = <0 0x3ffff000 0 0x1001>; no-map; };", "3ffff000 in 40000000")]
    [InlineData("a { reg = <0 0x3ffff000 0 0x1000>; no-map; };", "")]
    [InlineData("a { reg = <0 0x40010000 0 0x1000>, <0 0x40020000 0 0x1000>; no-map; };", "40020000 in 40020000")]
    [InlineData("a { reg = <0 0x40001000 0 0x1000>; };", "")]
    [InlineData("a { reg = <0 0x40001000 0 0x1000>; reusable; };", "")]
    [InlineData("a { reg = <0 0x40001000 0 0x1000>; no-map; status = \"disabled\"; };", "")]
    [InlineData("a { reg = <0 0x40030000 0 0x1000>; no-map; };", "")]
    [InlineData("a { size = <0 0x1000>; no-map; };", "")]
    [InlineData("a { reg = <0 0x40001000 0 0>; no-map; };", "")]
    [InlineData("a { reg = <0xffffffff 0xfffff000 0 0x2000>; no-map; };", "")]
    public void What_nobody_may_map_is_reserved(string nodes, string expected)
    {
        byte[] blob = SampleTrees.WithReservedMemory(nodes);
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        byte[] map = MapEntry.Write(
            [
                MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 16),
                MapEntry.Ram(MemoryType.Reserved, 0x4001_0000, 16),
                MapEntry.Ram(MemoryType.BootServicesData, 0x4002_0000, 16),
                MapEntry.Runtime(0x4003_0000, 16),
            ],
            48
        );
        RecordedFindings findings = new();
        ReservedMemoryAudit.Run(tree, MapEntry.View(map, 48), ref findings);
        Assert.Equal(expected, string.Join(", ", findings.All.Select(found => $"{found.Start:x} in {found.Other:x}")));
        Assert.All(findings.All, found => Assert.Equal(FindingId.ReservedMemoryUsable, found.Id));
    }
}
