using CsCheck;
using Keelson.Addresses;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What must hold of the layout of any map.</summary>
public class RuntimeLayoutPropertyTests
{
    private static readonly Gen<ulong> s_pageCount = Gen.Frequency(
        (4, Gen.ULong[1, 40]),
        (1, Gen.OneOf<ulong>(0x10, 0x1f0, 0x1f1, 0x1ff, 0x200, 0x201, 0x400, 0x4000)),
        (1, Gen.ULong[1, 0x1_0000])
    );

    /// <summary>Pages between one region and the next; often none, often up to the next 2 MB.</summary>
    private static readonly Gen<ulong> s_gap = Gen.Frequency(
        (3, Gen.Const(0ul)),
        (3, Gen.ULong[1, 40]),
        (2, Gen.Const(ulong.MaxValue))
    );

    /// <summary>Disjoint regions from some base on, in any order: firmware does not promise a sorted map.</summary>
    internal static readonly Gen<MapEntry[]> Maps = Gen.Select(
            Gen.OneOf<ulong>(0, 0x4000_0000, 0x8_0000_0000, 0xff00_0000_0000),
            Gen.Select(s_gap, s_pageCount, Gen.Bool, Gen.Bool).Array[1, 24],
            Gen.Bool
        )
        .SelectMany(
            (start, shapes, shuffled) =>
            {
                List<MapEntry> entries = [];
                ulong next = start;
                foreach ((ulong gap, ulong pageCount, bool isRuntime, bool isDevice) in shapes)
                {
                    next = gap == ulong.MaxValue ? Alignment.Up(next, Alignment.Size2M) : next + gap * 0x1000;
                    entries.Add(
                        !isRuntime ? MapEntry.Ram(MemoryType.BootServicesData, next, pageCount)
                        : isDevice ? MapEntry.Device(next, pageCount)
                        : MapEntry.Runtime(next, pageCount)
                    );
                    next = entries[^1].End;
                }
                return shuffled ? Gen.Shuffle(entries.ToArray()) : Gen.Const(entries.ToArray());
            }
        );

    private static readonly Gen<int> s_stride = Gen.OneOf(40, 48, 56, 104);

    private static (byte[] Map, byte[] Input, RuntimeLayoutSummary Summary) LayOut(byte[] map, int stride)
    {
        byte[] scratch = new byte[map.Length];
        Assert.Equal(
            RuntimeLayoutError.None,
            RuntimeLayout.Assign(
                MapEntry.View(map, stride),
                scratch,
                RuntimeLayout.VirtualBase,
                out RuntimeLayoutSummary summary
            )
        );
        return (map, scratch[..summary.SizeBytes], summary);
    }

    [Fact]
    public void The_layout_follows_the_rule_of_the_series() =>
        Gen.Select(Maps, s_stride)
            .Sample(
                (entries, stride) =>
                {
                    byte[] map = LayOut(MapEntry.Write(entries, stride), stride).Map;
                    List<ulong?> expected = ReferenceLayout.Of(entries, 0x2000_0000);
                    MemoryMapView view = MapEntry.View(map, stride);
                    for (int i = 0; i < view.Count; i++)
                    {
                        Assert.Equal(expected[i] ?? 0, view[i].VirtualStart.Value);
                    }
                }
            );

    [Fact]
    public void No_two_regions_share_a_frame_of_64_KB_and_addresses_rise_in_map_order() =>
        Maps.Sample(entries =>
        {
            byte[] map = LayOut(MapEntry.Write(entries, 48), 48).Map;
            MemoryMapView view = MapEntry.View(map, 48);
            ulong nextFrame = 0x2000_0000 >> 16;
            for (int i = 0; i < view.Count; i++)
            {
                if (!view[i].IsRuntime)
                {
                    continue;
                }

                ulong address = view[i].VirtualStart.Value;
                Assert.True(address >> 16 >= nextFrame);
                nextFrame = ((address + view[i].SizeBytes - 1) >> 16) + 1;
            }
            Assert.True(nextFrame << 16 <= RuntimeLayout.VirtualEnd.Value);
        });

    [Fact]
    public void Offsets_survive_modulo_64_KB_and_modulo_2_MB_where_blocks_pay() =>
        Maps.Sample(entries =>
        {
            byte[] map = LayOut(MapEntry.Write(entries, 48), 48).Map;
            MemoryMapView view = MapEntry.View(map, 48);
            for (int i = 0; i < view.Count; i++)
            {
                if (!view[i].IsRuntime)
                {
                    continue;
                }

                ulong distance = view[i].VirtualStart.Value - view[i].PhysicalStart.Value;
                Assert.Equal(0ul, distance % Alignment.Size64K);
                if (view[i].PhysicalStart.IsAligned(Alignment.Size2M) && view[i].SizeBytes >= Alignment.Size2M)
                {
                    Assert.Equal(0ul, distance % Alignment.Size2M);
                }
            }
        });

    [Fact]
    public void The_input_of_SetVirtualAddressMap_is_the_runtime_descriptors_whole() =>
        Gen.Select(Maps, s_stride)
            .Sample(
                (entries, stride) =>
                {
                    (byte[] map, byte[] input, RuntimeLayoutSummary summary) = LayOut(
                        MapEntry.Write(entries, stride),
                        stride
                    );
                    IEnumerable<byte> expected = map.Chunk(stride)
                        .Where((_, i) => entries[i].IsRuntime)
                        .SelectMany(bytes => bytes);
                    Assert.Equal(expected, input);
                    Assert.Equal(entries.Count(entry => entry.IsRuntime), summary.Count);
                }
            );

    [Fact]
    public void Assign_changes_virtual_addresses_only() =>
        Gen.Select(Maps, s_stride)
            .Sample(
                (entries, stride) =>
                {
                    byte[] before = MapEntry.Write(entries, stride);
                    byte[] after = LayOut([.. before], stride).Map;
                    for (int i = 0; i < before.Length; i++)
                    {
                        Assert.True(
                            before[i] == after[i] || (i % stride is >= 16 and < 24 && entries[i / stride].IsRuntime)
                        );
                    }
                }
            );

    [Fact]
    public void Assigning_twice_gives_the_same_layout() =>
        Gen.Select(Maps, s_stride)
            .Sample(
                (entries, stride) =>
                {
                    (byte[] map, byte[] input, RuntimeLayoutSummary first) = LayOut(
                        MapEntry.Write(entries, stride),
                        stride
                    );
                    (byte[] again, byte[] inputAgain, RuntimeLayoutSummary second) = LayOut([.. map], stride);
                    Assert.Equal(map, again);
                    Assert.Equal(input, inputAgain);
                    Assert.Equal(first.End.Value, second.End.Value);
                }
            );
}
