using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Keelson.Portable.Tests;
using Keelson.Tools.Bench;
using Keelson.Tools.Plugins;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// What bench makes of counts. The counts themselves are never a test: they need QEMU, and budgets are the verb's to
/// judge.
/// </summary>
public sealed class BenchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static readonly string[] s_run =
    [
        "mark entry 7a36c618 1000 0 0 0 1",
        "mark service ffff800000001000 1100 10 0 0 2",
        "mark call ffff800000002000 1100 20 0 0 2",
        "mark return ffff800000002080 1200 50 0 0 3",
        "mark call ffff800000002000 1200 60 0 0 3",
        "mark return ffff800000002080 5200 95 0 0 4",
        "mark kernel 7a318d50 5300 200 640 320 5",
        "at 0 1",
        "at 1004 30",
        "at 1040 400",
        "call 1040 2 5000",
        "call 1044 1 7",
    ];

    private static readonly CountFile s_counts = CountFile.Parse(s_run);

    [Fact]
    public void Counts_between_two_marks_are_their_difference()
    {
        Counts counts =
            s_counts.Between(new Segment("boot", "entry", "kernel")) ?? throw new InvalidOperationException();
        Assert.Equal(new Counts(Firmware: 4300, Own: 200, Cache: 640, Lines: 320, Calls: 4), counts);
        Assert.Equal(5140, counts.Total);
    }

    [Fact]
    public void A_segment_begins_at_the_first_mark_after_the_one_it_names()
    {
        Assert.Equal(
            new Counts(100, 30, 0, 0, 1),
            s_counts.Between(new Segment("one", "call", "return", After: "service"))
        );
        Assert.Equal(
            new Counts(4000, 35, 0, 0, 1),
            s_counts.Between(new Segment("two", "call", "return", After: "return"))
        );
    }

    [Fact]
    public void The_spread_says_which_counts_did_not_repeat() =>
        Assert.Equal(
            new Counts(30, 0, 0, 0, 1),
            Counts.SpreadOf([new(110, 5, 6, 7, 2), new(100, 5, 6, 7, 3), new(130, 5, 6, 7, 2)])
        );

    [Fact]
    public void Of_several_ways_the_cheapest_is_told()
    {
        CountFile counts = CountFile.Parse([
            "mark in 10 0 0 0 0 0",
            "mark out 20 1000 300 0 0 1",
            "mark in 10 1000 400 0 0 1",
            "mark out 20 9000 500 20 2 2",
            "mark in 10 9000 500 20 2 2",
            "mark out 20 9000 700 20 2 2",
            "mark in 10 9000 900 20 2 2",
        ]);
        Assert.Equal(300, counts.Between(new Segment("first", "in", "out"))!.Value.Own);
        Counts least = counts.Between(new Segment("least", "in", "out", null, SegmentWay.Cheapest))!.Value;
        Assert.Equal((100, 20, 8000), (least.Own, least.Cache, least.Firmware));
    }

    [Theory]
    [InlineData("entry", "nowhere", null)]
    [InlineData("nowhere", "kernel", null)]
    [InlineData("kernel", "entry", null)]
    [InlineData("entry", "kernel", "nowhere")]
    public void A_run_that_did_not_come_through_there_has_no_counts(string from, string to, string? after) =>
        Assert.Null(s_counts.Between(new Segment("none", from, to, after)));

    [Theory]
    [InlineData("mark entry 1000 1 2 3 4")]
    [InlineData("mark entry xyz 1 2 3 4 5")]
    [InlineData("at 10 -1")]
    [InlineData("")]
    [InlineData("anything")]
    public void A_line_that_is_none_of_the_plugins_is_named(string line) =>
        Assert.Contains(
            $"'{line}'",
            Assert.Throws<FailureException>(() => CountFile.Parse([line])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Instructions_and_calls_go_to_the_function_that_holds_them()
    {
        FunctionCost[] costs = [.. Profile.Of(s_counts, MapFile.Parse(MapFileTests.Map))];
        // The call before 0x1040 is the last instruction of the function that ends there.
        Assert.Equal(
            [new("CleanToPoc", 30, 2, 5000), new("Keelson.Stub.EntryPoint.Boot", 400, 1, 7), new("(headers)", 1, 0, 0)],
            costs
        );
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void A_zboot_kernel_has_rows_and_budgets_of_its_own(string method)
    {
        byte[] image = new byte[8192];
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(16), 8192);
        image[24] = 2; // 4 KB pages
        "ARM\x64"u8.CopyTo(image.AsSpan(56));
        PackedScenarios packed = new(Save(ZbootImage.Make(method, Pack(method, image), image.Length)));
        Assert.Equal(method, packed.Method);
        Assert.All(packed.All, one => Assert.Contains($"zboot kernel ({method})", one.Name));
        Assert.Equal(packed.All.Count, packed.All.Select(one => one.Name).Distinct().Count());
        Assert.All(packed.Budgets, one => Assert.Equal(BudgetState.NotMeasured, one.Judge(Report()).State));
    }

    [Fact]
    public void What_is_no_zboot_kernel_is_refused() =>
        Assert.Contains(
            "is no EFI zboot kernel",
            Assert.Throws<FailureException>(() => new PackedScenarios(Save(new byte[4096]))).Message
        );

    private string Save(byte[] file)
    {
        string path = Path.Combine(_folder.FullName, "vmlinuz.efi");
        File.WriteAllBytes(path, file);
        return path;
    }

    private static byte[] Pack(string method, byte[] content)
    {
        if (method == "zstd")
        {
            using ZstdSharp.Compressor compressor = new(1);
            return compressor.Wrap(content).ToArray();
        }

        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Fastest))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    [Theory]
    [InlineData(null, BudgetState.NotMeasured, null)]
    [InlineData(90_000L, BudgetState.Met, 1.0)]
    [InlineData(45_000L, BudgetState.Met, 0.5)]
    [InlineData(90_001L, BudgetState.Missed, 90_001 / 90_000.0)]
    public void A_budget_is_met_up_to_its_limit(long? value, BudgetState state, double? ofLimit)
    {
        Verdict verdict = new Budget("what", 90_000, _ => value, "peer", _ => 180_000).Judge(Report());
        Assert.Equal(state, verdict.State);
        Assert.Equal(ofLimit, verdict.OfLimit);
        Assert.Equal(value / 180_000.0, verdict.OfPeer);
    }

    [Fact]
    public void Each_budget_takes_its_value_from_a_row_that_is_measured()
    {
        string[] rows =
        [
            .. Scenarios.All.Select(one => one.Name),
            ScenarioNames.GetTime,
            ScenarioNames.GetVariable,
            ScenarioNames.LinuxPlacing("6.1"),
            ScenarioNames.Placing("6.1"),
        ];
        BenchReport everything = Report([
            .. rows.Select(name => new Measurement(
                BenchGroup.Boot,
                name,
                // More entries take more.
                name.Contains("1,000", StringComparison.Ordinal)
                    ? new Counts(2, 4, 6, 8, 10)
                    : new Counts(1, 2, 3, 4, 5),
                default
            )),
        ]);
        Assert.All(Budget.All, budget => Assert.NotEqual(BudgetState.NotMeasured, budget.Judge(everything).State));
        Assert.All(Budget.All, budget => Assert.NotNull(budget.PeerValue(everything)));
        // Own code alone; everything; around the service, its return included.
        Assert.Equal([2L, 6, 6, 6, 6, 6, 6], Budget.All.Take(7).Select(budget => budget.Value(everything)));
    }

    [Theory]
    [InlineData(5L, 6L, BudgetState.Met)]
    [InlineData(7L, 6L, BudgetState.Missed)]
    [InlineData(7L, null, BudgetState.NotMeasured)]
    public void A_budget_without_a_number_is_what_the_peer_takes(long? value, long? peer, BudgetState state) =>
        Assert.Equal(state, new Budget("what", null, _ => value, "peer", _ => peer).Judge(Report()).State);

    [Fact]
    public void A_program_of_the_guest_is_known_by_the_code_at_its_entry()
    {
        byte[] elf = new byte[0x3000];
        "\u007fELF\u0002\u0001"u8.CopyTo(elf);
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(24), 0x1_1020);
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(56), 2);
        // The second segment: its file bytes lie a page lower than its addresses.
        Span<byte> segment = elf.AsSpan(64 + 56);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[8..], 0x1000);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], 0x1_1000);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], 0x1000);
        elf.AsSpan(0x1020, 64).Fill(0x5a);
        Assert.Equal(string.Concat(Enumerable.Repeat("5a", 64)), GuestCode.EntryOfProgram(elf, "program").Hex);
        elf[4] = 1;
        Assert.Throws<FailureException>(() => GuestCode.EntryOfProgram(elf, "program"));
        elf[4] = 2;
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(24), 0x5000);
        Assert.Throws<FailureException>(() => GuestCode.EntryOfProgram(elf, "program"));
    }

    [Fact]
    public void Higher_count_around_a_runtime_call_is_reported()
    {
        Budget budget = Budget.All.Single(one => one.Limit == 440);
        Assert.Equal(401, budget.Value(Report(Call(ScenarioNames.GetTime, 300), Call(ScenarioNames.GetVariable, 400))));
        Assert.Equal(301, budget.Value(Report(Call(ScenarioNames.GetTime, 300))));
        Assert.Null(budget.Value(Report()));
    }

    [Fact]
    public void The_results_can_be_read_by_programs()
    {
        BenchReport report = Report(
            new Measurement(BenchGroup.Kexec, "jump", new Counts(1, 2, 3, 4, 5), new Counts(7, 0, 0, 0, 0))
        );
        using JsonDocument json = JsonDocument.Parse(report.ToJson([new Verdict("what", 3, 4, "peer", null)]));
        JsonElement row = json.RootElement.GetProperty("Measurements")[0];
        Assert.Equal("Kexec", row.GetProperty("Group").GetString());
        Assert.Equal(6, row.GetProperty("Counts").GetProperty("Total").GetInt64());
        Assert.Equal(7, row.GetProperty("Spread").GetProperty("Firmware").GetInt64());
        JsonElement budget = json.RootElement.GetProperty("Budgets")[0];
        Assert.Equal("Met", budget.GetProperty("State").GetString());
        Assert.Equal(0.75, budget.GetProperty("OfLimit").GetDouble());
    }

    [Fact]
    public void A_kernel_is_known_by_the_code_that_its_header_branches_to()
    {
        byte[] kernel = new byte[0x3000];
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(4), 0x1400_0000 | (0x1ff0 - 4) / 4);
        kernel.AsSpan(0x1ff0, 0x20).Fill(0x5a);
        GuestCode start = GuestCode.StartOf(kernel, "Image");
        Assert.Equal(0x1ff0u, start.Offset);
        // No further than to the end of the page, where the plugin can look.
        Assert.Equal(string.Concat(Enumerable.Repeat("5a", 0x10)), start.Hex);
        kernel[7] = 0;
        Assert.Contains(
            "branch",
            Assert.Throws<FailureException>(() => GuestCode.StartOf(kernel, "Image")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_plugins_arguments_are_what_its_source_takes()
    {
        string argument = new Watch()
            .Range("shim", 0xffff_8000_0000_0000, 0x1000)
            .Address("call", 0x10)
            .From("call")
            .Until("kernel")
            .ArgumentFor("/a,b/counts.so", "/out");
        Assert.Equal(
            "/a,,b/counts.so,out=/out,range=shim:ffff800000000000:1000,address=call:10,first=call,last=kernel",
            argument
        );
        string source = File.ReadAllText(Path.Combine(Repository.Current.Root, "tools", "Bench", "plugin", "counts.c"));
        Assert.All(
            ["out", "range", "address", "first", "last", "image", "bytes"],
            kind => Assert.Contains($" *   {kind}=", source, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("7.2.22", "qemu-plugin-7.2")]
    [InlineData("10.0.2", "qemu-plugin-10")]
    public void The_header_is_the_running_qemus(string version, string name) =>
        Assert.Equal(name, PluginBuild.HeaderFor(version));

    [Fact]
    public void A_qemu_without_a_known_header_is_named() =>
        Assert.Contains(
            "QEMU 6.9.1",
            Assert.Throws<FailureException>(() => PluginBuild.HeaderFor("6.9.1")).Message,
            StringComparison.Ordinal
        );

    private static Measurement Call(string name, long own) =>
        new(BenchGroup.RuntimeCall, name, new Counts(1000, own, 0, 0, 1), default);

    private static BenchReport Report(params Measurement[] rows) =>
        new(
            new Dictionary<string, string> { ["QEMU"] = "1.2" },
            rows,
            [new(ImageSizes.Stub, 60_000), new(ImageSizes.Systemd("257"), 97_280)]
        );
}
