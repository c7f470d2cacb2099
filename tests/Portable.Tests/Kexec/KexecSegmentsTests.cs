using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.Kexec;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class KexecSegmentsTests
{
    private const ulong Base = 0x8000_0000,
        Unit = 0x1_0000;
    private const int UnitCount = 320,
        UnitsPer2M = 32;

    private static PhysicalRange Range(ulong start, ulong size) =>
        PhysicalRange.FromSize(new PhysicalAddress(start), size);

    private static KexecError Check(
        MapEntry[] map,
        PhysicalRange image,
        PhysicalRange tree,
        PhysicalRange initrd,
        LiveMemory live,
        PhysicalRange[] reservations
    )
    {
        MemoryMapView view = MapEntry.View(MapEntry.Write(map, 48), 48);
        return new KexecSegments(image, tree, initrd).Check(view, in live, reservations);
    }

    // One sound placement, and one step away from it for each rule.
    private static readonly MapEntry[] s_ram =
    [
        MapEntry.Ram(MemoryType.Conventional, Base, 0x1000),
        MapEntry.Runtime(Base + 0x100_0000, 0x10),
        MapEntry.Ram(MemoryType.Conventional, Base + 0x101_0000, 0x1000),
    ];
    private static readonly PhysicalRange s_image = Range(Base + 0x20_0000, 0x18_0000),
        s_tree = Range(Base + 0x40_0008, 0x8000),
        s_initrd = Range(Base + 0x50_0123, 0x777);

    public static TheoryData<KexecError, int> Rules()
    {
        var data = new TheoryData<KexecError, int>();
        foreach (
            KexecError error in Enum.GetValues<KexecError>()
                .Except([KexecError.None, KexecError.Misaligned, KexecError.SegmentsOverlap])
        )
        {
            for (int segment = 0; segment < 3; segment++)
            {
                data.Add(error, segment);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_holds_for_each_segment_to_its_last_byte(KexecError error, int segment)
    {
        PhysicalRange hit = segment switch
        {
            0 => s_image,
            1 => s_tree,
            _ => s_initrd,
        };
        // Its first byte, its last; and its neighbours, which are nobody's business.
        Assert.Equal(error, CheckWith(hit.Start.Value - 8, hit.Start.Value + 1));
        Assert.Equal(error, CheckWith(hit.End.Value - 1, hit.End.Value + 8));
        if (error != KexecError.OutsideUsableMemory)
        {
            Assert.Equal(KexecError.None, CheckWith(hit.Start.Value - 8, hit.Start.Value));
            Assert.Equal(KexecError.None, CheckWith(hit.End.Value, hit.End.Value + 8));
            Assert.Equal(KexecError.None, CheckWith(hit.Start.Value + 1, hit.Start.Value + 1));
        }

        KexecError CheckWith(ulong start, ulong end)
        {
            PhysicalRange taken = new(new PhysicalAddress(start), new PhysicalAddress(end));
            LiveMemory live = default;
            PhysicalRange[] reservations = [Range(0, 0x1000)];
            MapEntry[] map = s_ram;
            switch (error)
            {
                case KexecError.OverlapsMemoryMap:
                    live.MemoryMap = taken;
                    break;
                case KexecError.OverlapsRunningKernel:
                    live.Kernel = taken;
                    break;
                case KexecError.OverlapsLiveTables:
                    live.Tables = taken;
                    break;
                case KexecError.OverlapsLiveDeviceTree:
                    live.DeviceTree = taken;
                    break;
                case KexecError.OverlapsGenerationRecord:
                    live.Record = taken;
                    break;
                case KexecError.OverlapsReservation:
                    reservations = [Range(0, 0x1000), taken];
                    break;
                default:
                    ulong page = (start + (start < hit.Start.Value ? 8ul : 0)) & ~0xffful;
                    map =
                    [
                        MapEntry.Ram(MemoryType.Conventional, Base, (page - Base) / 0x1000),
                        MapEntry.Ram(MemoryType.AcpiReclaim, page, 1),
                        MapEntry.Ram(MemoryType.LoaderData, page + 0x1000, 0x1000),
                    ];
                    break;
            }
            return Check(map, s_image, s_tree, s_initrd, live, reservations);
        }
    }

    [Fact]
    public void Segments_keep_off_each_other()
    {
        Assert.Equal(KexecError.None, Check(s_ram, s_image, s_tree, s_initrd, default, []));
        Assert.Equal(
            KexecError.SegmentsOverlap,
            Check(s_ram, s_image, Range(s_image.End.Value - 8, 0x1000), s_initrd, default, [])
        );
        Assert.Equal(
            KexecError.SegmentsOverlap,
            Check(s_ram, s_image, s_tree, Range(s_image.End.Value - 1, 1), default, [])
        );
        Assert.Equal(
            KexecError.SegmentsOverlap,
            Check(s_ram, s_image, s_tree, Range(s_tree.Start.Value, 1), default, [])
        );
        Assert.Equal(KexecError.None, Check(s_ram, s_image, Range(s_image.End.Value, 0x1000), default, default, []));
    }

    [Fact]
    public void Image_and_tree_are_aligned_and_the_initrd_lies_where_it_lies()
    {
        Assert.Equal(
            KexecError.Misaligned,
            Check(s_ram, Range(Base + 0x20_1000, 0x1000), s_tree, default, default, [])
        );
        Assert.Equal(
            KexecError.Misaligned,
            Check(s_ram, Range(Base + 0x10_0000, 0x1000), s_tree, default, default, [])
        );
        Assert.Equal(KexecError.Misaligned, Check(s_ram, s_image, Range(Base + 4, 0x1000), default, default, []));
        Assert.Equal(KexecError.None, Check(s_ram, s_image, s_tree, Range(Base + 1, 1), default, []));
    }

    /// <summary>Free memory comes in pieces: the loader's data beside what boot services left.</summary>
    [Fact]
    public void A_segment_may_lie_across_neighbours_but_not_across_a_hole()
    {
        MapEntry[] split =
        [
            MapEntry.Ram(MemoryType.BootServicesData, Base + 0x28_0000, 0x180),
            MapEntry.Ram(MemoryType.Conventional, Base, 0x240),
            MapEntry.Ram(MemoryType.LoaderCode, Base + 0x24_0000, 0x40),
        ];
        Assert.Equal(KexecError.None, Check(split, s_image, Range(Base, 8), default, default, []));
        split[2] = split[2] with { PageCount = 0x3f };
        Assert.Equal(KexecError.OutsideUsableMemory, Check(split, s_image, Range(Base, 8), default, default, []));
        split[2] = split[2] with { PageCount = 0x40, Attributes = MemoryAttributes.Uncacheable };
        Assert.Equal(KexecError.OutsideUsableMemory, Check(split, s_image, Range(Base, 8), default, default, []));
    }

    [Fact]
    public void Empty_or_wrapping_segments_are_refused()
    {
        Assert.Equal(KexecError.OutsideUsableMemory, Check(s_ram, Range(Base, 0), s_tree, default, default, []));
        Assert.Equal(KexecError.OutsideUsableMemory, Check(s_ram, s_image, Range(Base, 0), default, default, []));
        Assert.Equal(
            KexecError.OutsideUsableMemory,
            Check(s_ram, Range(Base, ulong.MaxValue - Base), s_tree, default, default, [])
        );
        Assert.Equal(
            KexecError.OutsideUsableMemory,
            Check(s_ram, Range(ulong.MaxValue - 0x1f_ffff, 0x40_0000), s_tree, default, default, [])
        );
    }

    [Fact]
    public void Each_error_has_a_text_of_its_own()
    {
        var texts = Enum.GetValues<KexecError>().Select(error => Encoding.ASCII.GetString(error.Text())).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }

    private readonly record struct Span(int Start, int Length)
    {
        public int End => Start + Length;

        public bool Meets(Span other) =>
            Length > 0
            && other.Length > 0
            && Enumerable.Range(Start, Length).Any(unit => unit >= other.Start && unit < other.End);

        public PhysicalRange Range =>
            PhysicalRange.FromSize(new PhysicalAddress(Base + (ulong)Start * Unit), (ulong)Length * Unit);
    }

    private static readonly Gen<Span> s_span = Gen.Select(
        Gen.Int[0, UnitCount - 1],
        Gen.Int[0, 40],
        (start, length) => new Span(start, Math.Min(length, UnitCount - start))
    );
    private static readonly Gen<Span> s_imageSpan = Gen.Select(
        Gen.Frequency(
            (9, Gen.Int[0, UnitCount / UnitsPer2M].Select(slot => slot * UnitsPer2M)),
            (1, Gen.Int[0, UnitCount])
        ),
        Gen.Int[0, 40],
        (start, length) => new Span(start, Math.Min(length, UnitCount - start))
    );

    /// <summary>
    /// Kind (0 to 4 the usable types, then what is not usable) and length of one region after the other.
    /// </summary>
    private static readonly Gen<(int Kind, int Length)[]> s_regions = Gen.Select(
        Gen.Frequency((8, Gen.Int[0, 4]), (1, Gen.Int[5, 9])),
        Gen.Int[1, 80]
    ).Array[1, 12];

    private static readonly MemoryType[] s_usable =
    [
        MemoryType.LoaderCode,
        MemoryType.LoaderData,
        MemoryType.BootServicesCode,
        MemoryType.BootServicesData,
        MemoryType.Conventional,
    ];

    [Fact]
    public void Random_placements_agree_with_a_plain_model()
    {
        var seen = new HashSet<KexecError>();
        Gen.Select(
                s_regions,
                Gen.Bool,
                s_imageSpan,
                s_span,
                Gen.Frequency((9, Gen.Const(0ul)), (1, Gen.ULong[1, 15])),
                Gen.Frequency((1, Gen.Const(default(Span))), (2, s_span)),
                s_span.Array[5],
                s_span.Array[0, 3]
            )
            .Sample(
                (regions, isReversed, image, tree, treeOffset, initrd, live, reservations) =>
                {
                    bool[] isUsable = new bool[UnitCount];
                    List<MapEntry> map = [MapEntry.Device(0x1000_0000, 1)];
                    int at = 0;
                    foreach ((int kind, int length) in regions)
                    {
                        ulong start = Base + (ulong)at * Unit,
                            pages = (ulong)length * Unit / 0x1000;
                        MapEntry[] entry = kind switch
                        {
                            < 5 => [MapEntry.Ram(s_usable[kind], start, pages)],
                            5 => [MapEntry.Runtime(start, pages)],
                            6 => [new(MemoryType.Conventional, start, pages, MemoryAttributes.Uncacheable)],
                            7 => [new(MemoryType.LoaderData, start, pages, MapEntry.WriteBackRuntime)],
                            8 => [MapEntry.Ram(MemoryType.AcpiNvs, start, pages)],
                            _ => [],
                        };
                        map.AddRange(entry);
                        for (int unit = at; unit < at + length && unit < UnitCount; unit++)
                        {
                            isUsable[unit] = kind < 5;
                        }

                        at += length;
                    }
                    if (isReversed)
                    {
                        map.Reverse();
                    }
                    // The offset shifts the tree within its last unit, so that it stays in the units that the model
                    // looks at.
                    PhysicalRange treeRange =
                        tree.Length == 0
                            ? tree.Range
                            : new PhysicalRange(tree.Range.Start + treeOffset, tree.Range.End);
                    var memory = new LiveMemory
                    {
                        MemoryMap = live[0].Range,
                        Kernel = live[1].Range,
                        Tables = live[2].Range,
                        DeviceTree = live[3].Range,
                        Record = live[4].Range,
                    };
                    KexecError found = Check(
                        [.. map],
                        image.Range,
                        treeRange,
                        initrd.Range,
                        memory,
                        [.. reservations.Select(span => span.Range)]
                    );

                    Span[] segments = initrd.Length == 0 ? [image, tree] : [image, tree, initrd];
                    HashSet<KexecError> expected = [];
                    Expect(
                        KexecError.Misaligned,
                        image.Start % UnitsPer2M != 0 || (tree.Length != 0 && treeOffset % 8 != 0)
                    );
                    foreach (Span segment in segments)
                    {
                        Expect(KexecError.OverlapsMemoryMap, segment.Meets(live[0]));
                        Expect(KexecError.OverlapsRunningKernel, segment.Meets(live[1]));
                        Expect(KexecError.OverlapsLiveTables, segment.Meets(live[2]));
                        Expect(KexecError.OverlapsLiveDeviceTree, segment.Meets(live[3]));
                        Expect(KexecError.OverlapsGenerationRecord, segment.Meets(live[4]));
                        Expect(KexecError.OverlapsReservation, reservations.Any(segment.Meets));
                        Expect(
                            KexecError.OutsideUsableMemory,
                            segment.Length == 0 || isUsable[segment.Start..segment.End].Contains(false)
                        );
                    }
                    Expect(KexecError.SegmentsOverlap, image.Meets(tree) || image.Meets(initrd) || tree.Meets(initrd));
                    Assert.True(
                        expected.Count == 0 ? found == KexecError.None : expected.Contains(found),
                        $"{found}, not one of {string.Join(' ', expected)}"
                    );
                    lock (seen)
                    {
                        seen.Add(found);
                    }

                    void Expect(KexecError error, bool isBroken)
                    {
                        if (isBroken)
                        {
                            expected.Add(error);
                        }
                    }
                },
                iter: 20_000
            );
        Assert.Equal(Enum.GetValues<KexecError>(), seen.Order());
    }
}
