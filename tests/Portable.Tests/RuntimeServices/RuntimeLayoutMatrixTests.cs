using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary><c>keelson.layout=</c>: each layout by hand, and what must hold of all of them.</summary>
public class RuntimeLayoutMatrixTests
{
    private const RuntimeLayoutKind First = RuntimeLayoutKind.Linux,
        Last = RuntimeLayoutKind.Above4G;

    private static readonly Gen<RuntimeLayoutKind> s_kind = Gen.Int[(int)First, (int)Last]
        .Select(kind => (RuntimeLayoutKind)kind);

    private static (RuntimeLayoutError Error, ulong[] Addresses, byte[] Input, RuntimeLayoutSummary Summary) Assign(
        IReadOnlyList<MapEntry> entries,
        RuntimeLayoutKind kind,
        int? scratchBytes = null
    )
    {
        byte[] bytes = MapEntry.Write(entries, 48);
        MemoryMapView view = MapEntry.View(bytes, 48);
        byte[] scratch = new byte[scratchBytes ?? bytes.Length];
        RuntimeLayoutError error = RuntimeLayoutMatrix.Assign(view, scratch, kind, out RuntimeLayoutSummary summary);
        ulong[] addresses = new ulong[view.Count];
        for (int i = 0; i < view.Count; i++)
        {
            addresses[i] = view[i].VirtualStart.Value;
        }
        return (error, addresses, scratch[..summary.SizeBytes], summary);
    }

    [Theory]
    [InlineData("linux", "20000000 24000000 24010000 24020000 24070000 24200000")]
    [InlineData("identity", "4000000 9010000 13bfb0000 13bfc0000 13c010000 13f800000")]
    [InlineData("offset", "20000000 25010000 157fb0000 157fc0000 158010000 15b800000")]
    [InlineData("compact", "20000000 24010000 241b0000 241c0000 24210000 24400000")]
    [InlineData("contiguous", "20000000 24000000 24010000 24020000 24070000 240b0000")]
    [InlineData("reversed", "20600000 204a0000 20490000 20440000 20400000 20000000")]
    [InlineData("above-4g", "100000000 104000000 104010000 104020000 104070000 104200000")]
    public void Golden_vectors(string name, string addressesInHex)
    {
        ulong[] expected = Hex(addressesInHex);
        RuntimeLayoutKind kind = RuntimeLayoutKindNames.Parse(Encoding.ASCII.GetBytes(name));
        Assert.Equal(name, Encoding.ASCII.GetString(kind.Text()));
        (RuntimeLayoutError error, ulong[] addresses, _, RuntimeLayoutSummary summary) = Assign(
            RuntimeLayoutTests.MapA,
            kind
        );
        Assert.Equal((RuntimeLayoutError.None, 6), (error, summary.Count));
        Assert.Equal(expected, addresses);
        Assert.Equal(expected.Min(), summary.Start.Value);
        ulong end = addresses.Zip(RuntimeLayoutTests.MapA, (start, entry) => start + entry.PageCount * 0x1000).Max();
        Assert.Equal(Alignment.Up(end, Alignment.Size64K), summary.End.Value);
    }

    [Theory]
    [InlineData(RuntimeLayoutKind.Offset, "20001000 20002000 20009000")]
    [InlineData(RuntimeLayoutKind.Compact, "20001000 20202000 20409000")]
    [InlineData(RuntimeLayoutKind.Contiguous, "20001000 20012000 20029000")]
    [InlineData(RuntimeLayoutKind.Reversed, "20041000 20032000 20009000")]
    public void Golden_vectors_of_regions_in_one_frame(RuntimeLayoutKind kind, string addressesInHex) =>
        Assert.Equal(Hex(addressesInHex), Assign(RuntimeLayoutTests.MapB, kind).Addresses);

    [Fact]
    public void An_unsorted_map_is_laid_out_compactly_by_physical_address() =>
        Assert.Equal(
            [0x2002_0000ul, 0x2000_0000, 0x2001_0000],
            Assign(
                [
                    MapEntry.Runtime(0x4002_0000, 0x10),
                    MapEntry.Runtime(0x4000_0000, 0x10),
                    MapEntry.Runtime(0x4001_0000, 0x10),
                ],
                RuntimeLayoutKind.Compact
            ).Addresses
        );

    [Theory]
    [InlineData("", true)]
    [InlineData("linux", true)]
    [InlineData("Linux", false)]
    [InlineData("identity,linux", false)]
    [InlineData("above-4", false)]
    [InlineData("4g", false)]
    [InlineData("?", false)]
    public void Only_its_names_are_a_layout(string name, bool isKnown)
    {
        RuntimeLayoutKind expected = isKnown ? RuntimeLayoutKind.Linux : RuntimeLayoutKind.Unknown;
        Assert.Equal(expected, RuntimeLayoutKindNames.Parse(Encoding.ASCII.GetBytes(name)));
    }

    [Fact]
    public void A_refusal_lists_every_name()
    {
        string all = Encoding.ASCII.GetString(RuntimeLayoutKindNames.All);
        IEnumerable<string> names = Enumerable
            .Range((int)First, (int)Last)
            .Select(kind => Encoding.ASCII.GetString(((RuntimeLayoutKind)kind).Text()));
        Assert.Equal(names, all.Replace(" or ", ", ", StringComparison.Ordinal).Split(", "));
    }

    /// <summary>The end of the window is 4 GB for one layout, 64 GB for the others.</summary>
    [Theory]
    [InlineData(RuntimeLayoutKind.Linux, 0xe_0000, 0xf0_0000, true)]
    [InlineData(RuntimeLayoutKind.Compact, 0xe_0000, 0, true)]
    [InlineData(RuntimeLayoutKind.Compact, 0xe_0001, 0, false)]
    [InlineData(RuntimeLayoutKind.Compact, 0xd_fff0, 0x10, true)]
    [InlineData(RuntimeLayoutKind.Compact, 0xd_fff0, 0x11, false)]
    [InlineData(RuntimeLayoutKind.Contiguous, 0xfe_0000, 0, true)]
    [InlineData(RuntimeLayoutKind.Contiguous, 0xfe_0000, 1, false)]
    [InlineData(RuntimeLayoutKind.Reversed, 0xfe_0000, 1, false)]
    [InlineData(RuntimeLayoutKind.Above4G, 0xf0_0000, 0, true)]
    [InlineData(RuntimeLayoutKind.Above4G, 0xf0_0000, 1, false)]
    [InlineData(RuntimeLayoutKind.Offset, 0xfe_0000, 0, true)]
    [InlineData(RuntimeLayoutKind.Offset, 0xfe_0000, 1, false)]
    [InlineData(RuntimeLayoutKind.Identity, 0x1000_0000, 1, true)]
    public void What_does_not_fit_is_no_layout(RuntimeLayoutKind kind, ulong pages, ulong more, bool fits)
    {
        MapEntry first = MapEntry.Runtime(0x4000_0000, pages);
        IReadOnlyList<MapEntry> map = more == 0 ? [first] : [first, MapEntry.Runtime(first.End, more)];
        (RuntimeLayoutError error, _, byte[] input, RuntimeLayoutSummary summary) = Assign(map, kind);
        Assert.Equal(fits ? RuntimeLayoutError.None : RuntimeLayoutError.WindowExhausted, error);
        Assert.Equal(fits ? map.Count : 0, summary.Count);
        Assert.Equal(fits ? map.Count * 48 : 0, input.Length);
    }

    [Fact]
    public void An_unsound_region_and_a_small_scratch_are_no_layout()
    {
        for (RuntimeLayoutKind kind = First; kind <= Last; kind++)
        {
            MapEntry good = MapEntry.Runtime(0x4000_0000, 16);
            foreach (ulong pages in (ulong[])[0, ulong.MaxValue, 1ul << 52])
            {
                Assert.Equal(
                    RuntimeLayoutError.UnsoundRegion,
                    Assign([good, MapEntry.Runtime(0x4100_0000, pages)], kind).Error
                );
            }
            Assert.Equal(RuntimeLayoutError.ScratchTooSmall, Assign([good, good], kind, 95).Error);
            Assert.Equal(0, Assign([MapEntry.Ram(MemoryType.Conventional, 0, 1)], kind).Summary.Count);
        }
    }

    /// <summary>The distance stays, so it is the memory map that may be too wide; and not only by a little.</summary>
    [Theory]
    [InlineData(RuntimeLayoutKind.Offset, 1ul << 46)]
    [InlineData(RuntimeLayoutKind.Offset, 1ul << 47)]
    [InlineData(RuntimeLayoutKind.Identity, 1ul << 48)]
    [InlineData(RuntimeLayoutKind.Identity, 1ul << 51)]
    public void A_region_far_behind_the_window_is_no_layout(RuntimeLayoutKind kind, ulong far) =>
        Assert.Equal(
            RuntimeLayoutError.WindowExhausted,
            Assign([MapEntry.Runtime(0x4000_0000, 1), MapEntry.Runtime(far, 1)], kind).Error
        );

    [Fact]
    public void Each_layout_keeps_what_kernels_of_any_granule_need() =>
        Gen.Select(RuntimeLayoutPropertyTests.Maps, s_kind)
            .Sample(
                (entries, kind) =>
                {
                    (RuntimeLayoutError error, ulong[] addresses, byte[] input, _) = Assign(entries, kind);
                    if (error == RuntimeLayoutError.WindowExhausted)
                    {
                        // The span of the regions, which only these two keep.
                        Assert.True(kind is RuntimeLayoutKind.Offset or RuntimeLayoutKind.Compact);
                        return;
                    }
                    Assert.Equal(RuntimeLayoutError.None, error);
                    Assert.Equal(addresses, Assign(entries, kind).Addresses);
                    if (kind == RuntimeLayoutKind.Linux)
                    {
                        IEnumerable<ulong> expected = ReferenceLayout.Of(entries, 0x2000_0000).Select(one => one ?? 0);
                        Assert.Equal(expected, addresses);
                    }
                    (MapEntry Entry, ulong Address)[] regions =
                    [
                        .. entries.Zip(addresses).Where(pair => pair.First.IsRuntime),
                    ];
                    Assert.Equal(regions.Length * 48, input.Length);
                    for (int i = 0; i < regions.Length; i++)
                    {
                        (MapEntry entry, ulong address) = regions[i];
                        Assert.Equal(entry.Start % Alignment.Size64K, address % Alignment.Size64K);
                        Assert.Equal(address, BitConverter.ToUInt64(input, i * 48 + 16));
                        Assert.True(address + entry.PageCount * 0x1000 <= kind.EndOf().Value);
                        if (kind is RuntimeLayoutKind.Identity or RuntimeLayoutKind.Offset)
                        {
                            Assert.Equal(regions[0].Address - regions[0].Entry.Start, address - entry.Start);
                            continue;
                        }
                        if (
                            kind == RuntimeLayoutKind.Compact
                            || kind != RuntimeLayoutKind.Contiguous
                                && entry.Start % Alignment.Size2M == 0
                                && entry.PageCount >= 0x200
                        )
                        {
                            Assert.Equal(entry.Start % Alignment.Size2M, address % Alignment.Size2M);
                        }
                    }
                    if (kind is not (RuntimeLayoutKind.Identity or RuntimeLayoutKind.Offset))
                    {
                        RequireFramesOfTheirOwn(regions);
                    }
                }
            );

    /// <summary>And the boot ends with what the kernel will compute again.</summary>
    [Fact]
    public void SetVirtualAddressMap_is_given_the_layout_that_was_chosen()
    {
        for (RuntimeLayoutKind kind = First; kind <= Last; kind++)
        {
            var firmware = new SimulatedFirmware(0x4000_0000) { Layout = kind };
            BootExit<SimulatedServices> exit = default;
            HandoverRequest request = new() { PhysicalEnd = new PhysicalAddress(1ul << 44) };
            Assert.Equal(BootExitError.None, exit.Prepare(new SimulatedServices(firmware), ref request));
            Assert.Equal(BootExitError.None, exit.Leave(new SimulatedServices(firmware), in request));
            (_, _, byte[] expected, _) = Assign([.. firmware.Map.Entries], kind);
            Assert.Equal(expected, firmware.VirtualMapInputs[0].Descriptors);
        }
    }

    private static ulong[] Hex(string numbers) =>
        [.. numbers.Split(' ').Select(number => Convert.ToUInt64(number, 16))];

    private static void RequireFramesOfTheirOwn((MapEntry Entry, ulong Address)[] regions)
    {
        ulong end = 0;
        foreach ((MapEntry entry, ulong address) in regions.OrderBy(pair => pair.Address))
        {
            Assert.True(address >> 16 >= end);
            end = ((address + entry.PageCount * 0x1000 - 1) >> 16) + 1;
        }
    }
}
