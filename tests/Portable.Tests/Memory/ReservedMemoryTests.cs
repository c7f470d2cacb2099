using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Memory;
using Xunit;

namespace Keelson.Portable.Tests;

public class ReservedMemoryTests
{
    [Theory]
    [InlineData("a@1000 { reg = <0 0x1000 0 0x1000>; };", "0-1000 2000-10000")]
    [InlineData("a@1800 { reg = <0 0x1800 0 0x10>; no-map; };", "0-1000 2000-10000")]
    [InlineData("a@2000 { reg = <0 0x2000 0 0x1000>, <0 0x5000 0 0x1001>; };", "0-2000 3000-5000 7000-10000")]
    [InlineData("a { reg = <0 0x3000 0 0x1000>; reusable; };", "0-3000 4000-10000")]
    [InlineData("a { reg = <0 0x3000 0 0x1000>; status = \"disabled\"; };", "0-10000")]
    [InlineData("a { reg = <0 0x3000 0 0x1000>; status = \"okay\"; };", "0-3000 4000-10000")]
    [InlineData("a { size = <0 0x1000>; };", "0-10000")]
    [InlineData("a { reg = <0 0x3000 0 0>; };", "0-10000")]
    [InlineData("a { reg = <0 0xf000 0xffffffff 0xffffffff>; };", "0-f000")]
    [InlineData("a { reg = <0xffffffff 0xfffff000 0 0xfff>; };", "0-10000")]
    public void Enabled_nodes_with_a_place_are_nobody_s_memory(string nodes, string free)
    {
        byte[] blob = SampleTrees.WithReservedMemory(nodes);
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        var memory = new FreeMemory();
        memory.Add(new PhysicalRange(new PhysicalAddress(0), new PhysicalAddress(0x1_0000)));
        ReservedMemory.TakeFrom(ref memory, tree, Alignment.Size4K);
        List<string> left = [];
        for (int i = 0; i < memory.Count; i++)
        {
            left.Add($"{memory[i].Start.Value:x}-{memory[i].End.Value:x}");
        }

        Assert.Equal(free, string.Join(' ', left));
    }
}
