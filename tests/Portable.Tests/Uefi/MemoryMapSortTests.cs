using CsCheck;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryMapSortTests
{
    /// <summary>Any number, with starts that repeat, at any descriptor size: none is lost, the tails stay.</summary>
    [Fact]
    public void The_same_descriptors_in_ascending_order() =>
        Gen.Select(Gen.ULong[0, 40].Array[0, 60], Gen.OneOf<int>(40, 48, 56, 4096))
            .Sample(
                (starts, stride) =>
                {
                    byte[] map = MapEntry.Write(
                        [.. starts.Select((start, i) => MapEntry.Runtime(start << 16, (ulong)i))],
                        stride
                    );
                    string[] before = [.. map.Chunk(stride).Select(Convert.ToHexString).Order()];
                    MemoryMapSort.Sort(map, stride);
                    Assert.Equal(before, map.Chunk(stride).Select(Convert.ToHexString).Order());
                    Assert.True(map.Length == 0 || MapEntry.View(map, stride).IsAscending());
                },
                iter: 200
            );
}
