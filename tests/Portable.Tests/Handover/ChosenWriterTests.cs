using System.Text;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The tree that the stub makes out of the firmware's.</summary>
public class ChosenWriterTests
{
    /// <summary>
    /// What an earlier stage might leave: every value of ours, of other lengths, and memory described three ways.
    /// </summary>
    private const string StaleSource = """
        /dts-v1/;
        /memreserve/ 0x48000000 0x10000;
        /memreserve/ 0x49000000 0x10000;
        / {
            #address-cells = <2>;
            #size-cells = <2>;
            memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x8000000>; };
            memory { reg = <0x8 0x0 0x0 0x1000>; };
            ram@1 { device_type = "memory"; reg = <0x0 0x1 0x0 0x1000>; };
            memory-controller@2 { reg = <0x0 0x2 0x0 0x1>; };
            reserved-memory {
                #address-cells = <2>; #size-cells = <2>; ranges;
                secure@5 { reg = <0x0 0x5 0x0 0x1>; no-map; };
            };
            chosen {
                bootargs = "stale";
                linux,initrd-start = <0x1>;
                linux,initrd-end = <0x2>;
                kaslr-seed = <0xdead 0xbeef>;
                rng-seed = [de ad be ef];
                linux,uefi-system-table = <0x1 0x2 0x3>;
                linux,uefi-mmap-start = <0x1>;
                linux,uefi-mmap-size = "stale";
                linux,uefi-mmap-desc-size;
                linux,uefi-mmap-desc-ver = <0x1 0x2>;
                linux,uefi-secure-boot = <0x3 0x3>;
                keelson,boot-record = [01];
                stdout-path = "/pl011@9000000";
            };
        };
        """;

    private static readonly PhysicalRange s_initrd = new(
        new PhysicalAddress(0x8_4000_0000),
        new PhysicalAddress(0x8_5000_0000)
    );

    /// <summary>Builds the tree in a buffer of its capacity, and fills in a map and a record.</summary>
    private static byte[] Build(
        byte[] source,
        string arguments = "quiet",
        PhysicalRange initrd = default,
        ulong kaslrSeed = 0,
        byte[]? rngSeed = null,
        int? bufferBytes = null
    )
    {
        HandoverRequest request = Request(source, Encoding.UTF8.GetBytes(arguments));
        request.Initrd = initrd;
        request.KaslrSeed = kaslrSeed;
        request.RngSeed = rngSeed;
        byte[] buffer = new byte[bufferBytes ?? (int)ChosenWriter.CapacityFor(in request)];
        byte[] untouched = [.. source];
        Assert.Equal(DeviceTreeError.None, ChosenWriter.TryBuild(in request, buffer, out ChosenWriter writer));
        Assert.Equal(untouched, source);
        writer.UpdateMap(new PhysicalAddress(0x1_2345_6000), new MemoryMapInfo(480, 7, 48, 1));
        writer.UpdateRecord(new BootRecord { ExitAttempts = 3 });
        return buffer;
    }

    private static HandoverRequest Request(byte[] source, byte[] arguments) =>
        new()
        {
            SystemTable = new PhysicalAddress(0x1_3f5e_0018),
            DeviceTree = source,
            BootArguments = arguments,
            SecureBoot = SecureBootState.Enabled,
        };

    /// <summary>What dtc reads, as sorted source: the judge is not our own reader.</summary>
    private static string Source(byte[] blob) => Dtc.Decompile(blob);

    private static string SourceOf(string source) => Dtc.Decompile(Dtc.Compile(source));

    private static readonly string s_ourValues = $"""
                linux,uefi-system-table = <0x1 0x3f5e0018>;
                linux,uefi-mmap-start = <0x1 0x23456000>;
                linux,uefi-mmap-size = <480>;
                linux,uefi-mmap-desc-size = <48>;
                linux,uefi-mmap-desc-ver = <1>;
                linux,uefi-secure-boot = <3>;
                keelson,boot-record = <{BootRecord.CurrentVersion} 3{string.Concat(
            Enumerable.Repeat(" 0", BootRecord.SizeBytes / 4 - 2)
        )}>;
        """;

    private const string WithoutMemory = """
            #address-cells = <2>;
            #size-cells = <2>;
            memory-controller@2 { reg = <0x0 0x2 0x0 0x1>; };
            reserved-memory {
                #address-cells = <2>; #size-cells = <2>; ranges;
                secure@5 { reg = <0x0 0x5 0x0 0x1>; no-map; };
            };
        """;

    [Fact]
    public void Stale_values_are_replaced_and_the_trees_own_account_of_memory_goes() =>
        Assert.Equal(
            SourceOf(
                $$"""
                /dts-v1/;
                / {
                    {{WithoutMemory}}
                    chosen {
                        bootargs = "quiet";
                        linux,initrd-start = <0x8 0x40000000>;
                        linux,initrd-end = <0x8 0x50000000>;
                        kaslr-seed = <0x01234567 0x89abcdef>;
                        rng-seed = [01 02 03 04 05];
                        {{s_ourValues}}
                        stdout-path = "/pl011@9000000";
                    };
                };
                """
            ),
            Source(Build(Dtc.Compile(StaleSource), "quiet", s_initrd, 0x0123_4567_89ab_cdef, [1, 2, 3, 4, 5]))
        );

    [Fact]
    public void Absent_values_remove_stale_properties_except_the_boards_seeds() =>
        Assert.Equal(
            SourceOf(
                $$"""
                /dts-v1/;
                / {
                    {{WithoutMemory}}
                    chosen {
                        kaslr-seed = <0xdead 0xbeef>;
                        rng-seed = [de ad be ef];
                        {{s_ourValues}}
                        stdout-path = "/pl011@9000000";
                    };
                };
                """
            ),
            Source(Build(Dtc.Compile(StaleSource), ""))
        );

    [Fact]
    public void A_seed_that_was_replaced_is_nowhere_in_the_buffer()
    {
        byte[] buffer = Build(Dtc.Compile(StaleSource), kaslrSeed: 1, rngSeed: [1]);
        Assert.Equal(-1, buffer.AsSpan().IndexOf((byte[])[0xde, 0xad, 0xbe, 0xef]));
    }

    [Fact]
    public void A_tree_without_chosen_gets_one() =>
        Assert.Equal(
            SourceOf($$"""/dts-v1/; / { model = "board"; chosen { bootargs = "quiet"; {{s_ourValues}} }; };"""),
            Source(Build(Dtc.Compile("""/dts-v1/; / { model = "board"; };""")))
        );

    /// <summary>Cells of two, without which kexec can't append 64-bit values.</summary>
    [Fact]
    public void No_tree_becomes_an_empty_one_with_cells_of_two() =>
        Assert.Equal(
            SourceOf(
                $$"""
                /dts-v1/;
                / { #address-cells = <2>; #size-cells = <2>; chosen { bootargs = "quiet"; {{s_ourValues}} }; };
                """
            ),
            Source(Build([]))
        );

    [Theory]
    [InlineData("board")]
    [InlineData("qemu")]
    [InlineData("empty")]
    public void Any_buffer_size_gives_a_whole_tree_or_an_error(string name)
    {
        byte[] source = name switch
        {
            "board" => Dtc.Compile(StaleSource),
            "qemu" => Trimmed(SampleTrees.QemuVirt),
            _ => [],
        };
        byte[] arguments = "console=ttyAMA0 quiet"u8.ToArray();
        HandoverRequest request = Request(source, arguments);
        request.RngSeed = new byte[32];
        request.KaslrSeed = 1;
        request.Initrd = s_initrd;
        int capacity = (int)ChosenWriter.CapacityFor(in request);
        bool hasFitted = false;
        for (int size = Math.Max(0, capacity - 3000); size <= capacity; size++)
        {
            byte[] buffer = new byte[size];
            DeviceTreeError error = ChosenWriter.TryBuild(in request, buffer, out ChosenWriter writer);
            Assert.Equal(hasFitted ? DeviceTreeError.None : error, error);
            if (error != DeviceTreeError.None)
            {
                Assert.Equal(DeviceTreeError.NoSpace, error);
                continue;
            }
            hasFitted = true;
            writer.ForbidRuntimeServices();
            Assert.True(DeviceTreeBlob.TryCreate(buffer, out _, out _));
        }
        Assert.True(hasFitted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("root=/dev/vda1")]
    public void Runtime_services_are_forbidden_on_the_command_line_and_nowhere_else(string arguments)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(arguments);
        HandoverRequest request = Request(Dtc.Compile(StaleSource), bytes);
        byte[] buffer = new byte[ChosenWriter.CapacityFor(in request)];
        Assert.Equal(DeviceTreeError.None, ChosenWriter.TryBuild(in request, buffer, out ChosenWriter writer));
        string before = Source(buffer);
        writer.ForbidRuntimeServices();
        string after = Source(buffer);
        string expected = arguments == "" ? "efi=noruntime" : arguments + " efi=noruntime";
        Assert.Contains($"bootargs = \"{expected}\";", after);
        Assert.Equal(Lines(before), Lines(after));

        static IEnumerable<string> Lines(string source) => source.Split('\n').Where(line => !line.Contains("bootargs"));
    }

    /// <summary>
    /// The kernel maps 2 MB at most. Free space counts for nothing, what the tree says counts in full.
    /// </summary>
    [Theory]
    [InlineData(1 << 20, 1 << 20, DeviceTreeError.None)]
    [InlineData(0, 2 << 20, DeviceTreeError.None)]
    [InlineData(1 << 20, 8 << 20, DeviceTreeError.None)]
    [InlineData((2 << 20) - 4096, 0, DeviceTreeError.None)]
    [InlineData((2 << 20) - 256, 0, DeviceTreeError.NoSpace)]
    [InlineData(3 << 20, 0, DeviceTreeError.NoSpace)]
    public void No_tree_is_larger_than_a_kernel_maps(int usedBytes, int freeBytes, DeviceTreeError expected)
    {
        byte[] blob = new RawTree()
            .Reserve(0, 0)
            .Begin("")
            .Property("firmware", new byte[usedBytes])
            .End()
            .Finish()
            .ToBlob();
        byte[] source = new byte[blob.Length + freeBytes];
        blob.CopyTo(source, 0);
        RawTree.SetWord(source, 4, (uint)source.Length);
        HandoverRun run = new HandoverRun(new SimulatedFirmware()) { DeviceTree = source }.Go();
        Assert.Equal(expected, run.DeviceTreeError);
        Assert.Equal(expected == DeviceTreeError.None ? BootExitError.None : BootExitError.BadDeviceTree, run.Error);
        if (run.Error == BootExitError.None)
        {
            Assert.InRange(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(run.TreeBytes().AsSpan(4)),
                1u,
                2u << 20
            );
        }

        HandoverRequest request = Request(source, []);
        Assert.Equal(expected, ChosenWriter.TryBuild(in request, new byte[12 << 20], out _));
    }

    [Fact]
    public void Room_for_the_terminating_byte_of_a_command_line_of_any_length_is_counted()
    {
        for (int length = 0; length < 300; length++)
        {
            Build([], new string('x', length));
        }
    }

    /// <summary>Without the 1 MB of free space that QEMU leaves.</summary>
    private static byte[] Trimmed(byte[] blob)
    {
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.True(DeviceTreeEditor.TryOpen(tree, new byte[blob.Length + 64], out DeviceTreeEditor editor, out _));
        return editor.Packed();
    }
}
