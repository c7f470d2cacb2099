using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Reports;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class KeptReportTests
{
    private const ulong RunId = 0x0123_4567_89ab_cdef;

    private static byte[] Record(string text, uint marks = 0)
    {
        byte[] record = new byte[KeptReport.CapacityBytes];
        Encoding.ASCII.GetBytes(text, record.AsSpan(KeptReport.HeaderBytes));
        Assert.Equal(KeptReport.HeaderBytes + text.Length, KeptReport.Seal(record, text.Length, marks, RunId));
        return record;
    }

    [Fact]
    public void The_header_is_signature_length_CRC_marks_and_run()
    {
        byte[] record = Record("text", 1);
        Assert.Equal("KEELREP2"u8.ToArray(), record[..8]);
        Assert.Equal([4, 0, 0, 0], record[8..12]);
        Assert.Equal(BitConverter.GetBytes(Crc32.Of(record.AsSpan(16, 20))), record[12..16]);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], record[16..24]);
        Assert.Equal(BitConverter.GetBytes(RunId), record[24..32]);
        Assert.Equal("text"u8.ToArray(), record[32..36]);
    }

    [Fact]
    public void Sealed_report_reads_back() =>
        Gen.Select(Gen.Char[' ', '~'].Array[1, KeptReport.CapacityBytes - KeptReport.HeaderBytes], Gen.UInt)
            .Sample(
                (text, marks) =>
                {
                    byte[] record = Record(new string(text), marks);
                    Assert.True(KeptReport.TryRead(record, out ReadOnlySpan<byte> read, out uint readMarks));
                    Assert.Equal(new string(text), Encoding.ASCII.GetString(read));
                    Assert.Equal(marks, readMarks);
                    // A variable is as long as its report and no longer.
                    Assert.True(
                        KeptReport.TryRead(record.AsSpan(0, KeptReport.HeaderBytes + text.Length), out _, out _)
                    );
                    Assert.False(
                        KeptReport.TryRead(record.AsSpan(0, KeptReport.HeaderBytes + text.Length - 1), out _, out _)
                    );
                }
            );

    [Fact]
    public void Any_changed_bit_makes_the_record_invalid()
    {
        byte[] record = Record("ok 1\nnot ok 2 something\n");
        for (int bit = 0; bit < 8 * (KeptReport.HeaderBytes + 24); bit++)
        {
            record[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(KeptReport.TryRead(record, out _, out _), $"bit {bit}");
            record[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.True(KeptReport.TryRead(record, out _, out _));
    }

    /// <summary>Whoever plants one in memory does not know the run's name.</summary>
    [Fact]
    public void It_is_of_one_run_and_of_no_other()
    {
        byte[] record = Record("text", 1);
        Assert.True(KeptReport.TryReadOf(RunId, record, out ReadOnlySpan<byte> text, out uint marks));
        Assert.Equal((4, 1u), (text.Length, marks));
        Assert.False(KeptReport.TryReadOf(RunId + 1, record, out _, out _));
        Assert.False(KeptReport.TryReadOf(0, record, out _, out _));
        KeptReport.Seal(record, 4, 1, 0);
        Assert.False(KeptReport.TryReadOf(0, record, out _, out _));
    }

    [Fact]
    public void Report_without_text_is_invalid()
    {
        byte[] record = Record("text");
        KeptReport.Seal(record, 0, 0, RunId);
        Assert.False(KeptReport.TryRead(record, out _, out _));
        Assert.False(KeptReport.TryRead(new byte[KeptReport.CapacityBytes], out _, out _));
        Assert.False(KeptReport.TryRead(record.AsSpan(0, 31), out _, out _));
    }

    [Fact]
    public void The_summary_is_what_failed_and_every_remark()
    {
        byte[] text =
        [
            .. "KTAP version 1\n1..2\n# firmware: X\n  KTAP version 1\n  # Subtest: map\n  1..3\n  ok 1\n"u8,
            .. "  not ok 2 a thing\n# finding KF-001 error odd\n  ok 3 # SKIP\nnot ok 1 map\nok 2 tables\n"u8,
            .. "# report failed\n"u8,
        ];
        byte[] summary = new byte[text.Length];
        int length = KeptReport.Summarize(text, summary);
        Assert.Equal(
            "firmware: X\nnot ok 2 a thing\nfinding KF-001 error odd\nnot ok 1 map\nreport failed\n",
            Encoding.ASCII.GetString(summary, 0, length)
        );

        // In the place of the text itself, as the stub does it.
        byte[] record = [.. new byte[KeptReport.HeaderBytes], .. text];
        Assert.Equal(length, KeptReport.Summarize(record.AsSpan(KeptReport.HeaderBytes), record));
        Assert.Equal(summary[..length], record[..length]);
    }

    private static string Recorded(IEnumerable<string> lines, out bool hasCut)
    {
        ReportRecorder recorder = default;
        byte[] room = new byte[KeptReport.CapacityBytes - KeptReport.HeaderBytes];
        foreach (string line in lines)
        {
            recorder.Add(room, Encoding.ASCII.GetBytes(line));
        }

        recorder.Close(room, ReportEnd.Passed);
        hasCut = recorder.HasCut;
        return Encoding.ASCII.GetString(room, 0, recorder.Length);
    }

    /// <summary>However much was said: what the machine did, and that a run began, stand in it.</summary>
    [Fact]
    public void What_later_runs_say_of_a_full_report_finds_room()
    {
        ReportRecorder recorder = default;
        byte[] room = new byte[KeptReport.CapacityBytes - KeptReport.HeaderBytes];
        for (int i = 1; i < 400; i++)
        {
            recorder.Add(room, Encoding.ASCII.GetBytes($"  not ok {i} a result # {new string('x', i % 90)}"));
            recorder.Add(room, Encoding.ASCII.GetBytes($"  ok {i} another # SKIP it is not there"));
        }

        recorder.Close(room, ReportEnd.Passed);
        Assert.True(recorder.HasCut);
        int length = RunRemarks.TellEnd(room, recorder.Length, KeptReport.AskedForOff, MemoryFate.Lasted);
        length = RunRemarks.MarkBegun(room, length, "# "u8, uint.MaxValue);
        string text = Encoding.ASCII.GetString(room, 0, length);
        Assert.Contains("\n# finding KF-056 error ResetSystem: ", text);
        Assert.EndsWith("\n# run 4294967295 began, and has brought no report yet\n# report failed\n", text);
    }

    /// <summary>Most of them skipped, as on firmware that has no variables at run time; and each with a text.</summary>
    [Theory]
    [InlineData(KeptReport.CapacityBytes)]
    [InlineData(KeptReport.SmallCapacityBytes)]
    public void Every_result_of_a_report_has_its_place(int capacityBytes)
    {
        const int Groups = 21,
            Results = 5;
        ReportRecorder recorder = default;
        byte[] room = new byte[capacityBytes - KeptReport.HeaderBytes];
        Add($"KTAP version 1");
        Add($"1..{Groups}");
        for (int group = 1; group <= Groups; group++)
        {
            Add("  KTAP version 1");
            Add("  # Subtest: GetVariable");
            Add($"  1..{Results}");
            for (int result = 1; result <= Results; result++)
            {
                Add($"  ok {result} a result with a text that says it # SKIP the firmware does not have the service");
                Add($"# finding KF-045 error EFI_RT_PROPERTIES_TABLE: {new string('x', 100)}");
            }
            Add($"ok {group} GetVariable");
        }
        recorder.Close(room, ReportEnd.Failed);
        string[] lines = Encoding.ASCII.GetString(room, 0, recorder.Length).TrimEnd('\n').Split('\n');
        Assert.Equal(Groups * Results, lines.Count(line => line.StartsWith("  ok ", StringComparison.Ordinal)));
        Assert.Equal(Groups, lines.Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.All(
            lines,
            line => Assert.True(!line.StartsWith("  ok ", StringComparison.Ordinal) || line.Contains(" # SKIP"), line)
        );
        Assert.Equal("# report failed", lines[^1]);
        Assert.InRange(
            lines.Count(line => line.StartsWith("# finding ", StringComparison.Ordinal)),
            capacityBytes == KeptReport.CapacityBytes ? 13 : 1,
            40
        );

        void Add(string line) => recorder.Add(room, Encoding.ASCII.GetBytes(line));
    }

    [Fact]
    public void Passes_lose_their_text_and_nothing_else_does()
    {
        string kept = Recorded(
            [
                "KTAP version 1",
                "1..2",
                "  KTAP version 1",
                "  # Subtest: map",
                "  1..4",
                "  ok 1 all is well # 0x1",
                "  not ok 2 this is wrong # 0x2",
                "  ok 3 left out # SKIP for a reason",
                "# finding KF-001 error odd",
                "# map 0x40000000 0x1000",
                "# mapping 0x1 0x2",
                "  ok 4",
                "not ok 1 map",
                "ok 2 kexec # SKIP no result",
                "# 4 passed",
            ],
            out bool hasCut
        );
        Assert.False(hasCut);
        Assert.Equal(
            """
            KTAP version 1
            1..2
              KTAP version 1
              # Subtest: map
              1..4
              ok 1
              not ok 2 this is wrong # 0x2
              ok 3 left out # SKIP for a reason
            # finding KF-001 error odd
              ok 4
            not ok 1 map
            ok 2 kexec # SKIP no result
            # 4 passed
            # report passed

            """,
            kept
        );
    }

    /// <summary>
    /// However much is said, every result of a report as long as ours is there, and so is the verdict.
    /// </summary>
    [Fact]
    public void A_hundred_failures_at_full_length_lose_text_and_no_result()
    {
        string words = new('x', 200);
        string[] lines =
        [
            "KTAP version 1",
            "1..16",
            .. Enumerable
                .Range(1, 16)
                .SelectMany(group =>
                    (string[])
                        [
                            "  KTAP version 1",
                            $"  # Subtest: of twelve {group}",
                            "  1..6",
                            .. Enumerable
                                .Range(1, 6)
                                .SelectMany(n => (string[])[$"  not ok {n} {words}", $"# finding KF-001 {words}"]),
                            $"not ok {group} group",
                        ]
                ),
        ];
        string kept = Recorded(lines, out bool hasCut);
        Assert.True(hasCut);
        string[] results = [.. kept.Split('\n').Where(line => line.StartsWith("  not ok ", StringComparison.Ordinal))];
        Assert.Equal(
            Enumerable.Range(0, 96).Select(n => n % 6 + 1),
            results.Select(line => int.Parse(line.Trim().Split(' ')[2]))
        );
        Assert.Equal(16, kept.Split('\n').Count(line => line.StartsWith("not ok ", StringComparison.Ordinal)));
        Assert.Contains(results, line => line.EndsWith(words, StringComparison.Ordinal));
        Assert.EndsWith("# more was said than there is room for\n# report passed\n", kept);
    }

    /// <summary>A machine on which much is left out is no machine of which something is missing.</summary>
    [Fact]
    public void What_was_skipped_leaves_room_for_failures_and_cuts_nothing()
    {
        string words = new('x', 100);
        string[] skips = [.. Enumerable.Range(1, 30).Select(n => $"  ok {n} {words} # SKIP {words}")];
        string failure = $"  not ok 31 {words}";
        string kept = Recorded([.. skips, failure, $"# finding KF-001 {words}"], out bool hasCut);
        Assert.False(hasCut);
        Assert.Contains(skips[0], kept);
        Assert.Contains("  ok 30 # SKIP\n", kept);
        Assert.EndsWith($"{failure}\n# finding KF-001 {words}\n# report passed\n", kept);
    }

    [Theory]
    [InlineData(0, 0xff_0000)]
    [InlineData(0xff_0000, 0xff_0000)]
    [InlineData(0xff_0001, 0x1ff_0000)]
    [InlineData(0x4000_0000, 0x40ff_0000)]
    [InlineData(0x40ff_ffff, 0x41ff_0000)]
    [InlineData(0xffff_ffff_ff00_0000, 0xffff_ffff_ffff_0000)]
    [InlineData(0xffff_ffff_ffff_0000, 0xffff_ffff_ffff_0000)]
    public void Free_memory_offers_one_place_in_each_16_MB(ulong start, ulong expected)
    {
        Assert.True(ReportPlaces.TryFirst(new PhysicalAddress(start), out PhysicalAddress place));
        Assert.Equal(expected, place.Value);
    }

    [Fact]
    public void Above_the_last_place_there_is_none()
    {
        Assert.False(ReportPlaces.TryFirst(new PhysicalAddress(0xffff_ffff_ffff_0001), out _));
        Assert.False(ReportPlaces.TryFirst(new PhysicalAddress(ulong.MaxValue), out _));
    }

    private static List<ulong> PlacesIn(ulong start, ulong end)
    {
        List<ulong> places = [];
        PhysicalAddress place = default;
        while (ReportPlaces.TryNext(new PhysicalRange(new PhysicalAddress(start), new PhysicalAddress(end)), ref place))
        {
            places.Add(place.Value);
        }

        return places;
    }

    [Fact]
    public void Each_place_lies_within_its_range()
    {
        Assert.Equal([0x40ff_0000, 0x41ff_0000], PlacesIn(0x4000_0000, 0x42ff_0000 + KeptReport.CapacityBytes - 1));
        Assert.Equal(
            [0x40ff_0000, 0x41ff_0000, 0x42ff_0000],
            PlacesIn(0x4000_0000, 0x42ff_0000 + KeptReport.CapacityBytes)
        );
        Assert.Equal([0xff_0000ul], PlacesIn(0, 0x100_0000));
        Assert.Empty(PlacesIn(0x40ff_1000, 0x41fe_0000));
        // Where the addresses end, so do the places.
        Assert.Equal([0xffff_ffff_ffff_0000ul], PlacesIn(0xffff_ffff_ff00_0000, ulong.MaxValue));
        Assert.Empty(PlacesIn(0xffff_ffff_ff00_0000, 0xffff_ffff_ffff_0000 + KeptReport.CapacityBytes - 1));
        Assert.Empty(PlacesIn(0xffff_ffff_ffff_0001, ulong.MaxValue));
    }

    private static List<ulong> PlacesIn(MapEntry[] entries, PhysicalRange area = default)
    {
        MemoryMapView map = MapEntry.View(MapEntry.Write(entries, 48), 48);
        List<ulong> places = [];
        int region = ReportPlaces.BeforeFirstRegion;
        PhysicalAddress place = default;
        while (ReportPlaces.TryNext(map, area, ref region, ref place))
        {
            places.Add(place.Value);
        }

        return places;
    }

    [Fact]
    public void Only_memory_that_the_map_calls_free_is_looked_at()
    {
        MapEntry[] entries =
        [
            MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x2000),
            MapEntry.Ram(MemoryType.BootServicesData, 0x4200_0000, 0x1000),
            MapEntry.Ram(MemoryType.LoaderData, 0x4300_0000, 0x1000),
            new(MemoryType.Conventional, 0x4400_0000, 0x1000, MemoryAttributes.Uncacheable),
            MapEntry.Ram(MemoryType.Conventional, 0x4500_0000, 0x10),
            MapEntry.Ram(MemoryType.Conventional, 0x4600_0000, 0x1000),
        ];
        Assert.Equal([0x40ff_0000, 0x41ff_0000, 0x46ff_0000], PlacesIn(entries));
    }

    [Fact]
    public void The_tree_s_area_comes_first_where_the_map_knows_it_as_memory()
    {
        MapEntry[] entries =
        [
            MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x1000),
            MapEntry.Ram(MemoryType.Reserved, 0x5000_0000, 0x100),
        ];
        Assert.Equal(
            [0x5000_1000, 0x40ff_0000],
            PlacesIn(entries, PhysicalRange.FromSize(new PhysicalAddress(0x5000_1000), KeptReport.CapacityBytes))
        );
        Assert.Equal(
            [0x40ff_0000ul],
            PlacesIn(entries, PhysicalRange.FromSize(new PhysicalAddress(0x6000_0000), KeptReport.CapacityBytes))
        );
        // All of it: behind the region there may be nothing to read.
        Assert.Equal(
            [0x40ff_0000ul],
            PlacesIn(entries, PhysicalRange.FromSize(new PhysicalAddress(0x500f_f800), KeptReport.CapacityBytes))
        );
    }

    [Theory]
    [InlineData("compatible = \"ramoops\"; reg = <0x0 0x48000000 0x0 0x10000>;", 0x4800_0000)]
    [InlineData("compatible = \"ramoops\"; reg = <0x0 0x48000000 0x0 0x1c00>;", 0x4800_0000)]
    [InlineData("compatible = \"ramoops\"; reg = <0x0 0x48000000 0x0 0x1bff>;", 0)]
    [InlineData("compatible = \"ramoops\"; reg = <0x0 0x48000000 0x0 0x10000>; status = \"disabled\";", 0)]
    [InlineData("compatible = \"ramoops\"; size = <0x0 0x10000>;", 0)]
    [InlineData("compatible = \"shared-dma-pool\"; reg = <0x0 0x48000000 0x0 0x10000>;", 0)]
    public void The_area_is_that_of_the_ramoops_node(string properties, ulong start)
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <2>;
                #size-cells = <2>;
                reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; area@48000000 { {{properties}} }; };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        PhysicalRange area = ReportPlaces.InDeviceTree(tree);
        Assert.Equal((start, start == 0 ? 0ul : KeptReport.CapacityBytes), (area.Start.Value, area.SizeBytes));
    }
}
