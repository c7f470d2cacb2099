using CsCheck;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The map grows between the moment it is measured and the moment it is fetched.</summary>
public class BootExitGrowthTests
{
    private const int FirstFetch = 2,
        SecondMap = 3;

    public static TheoryData<ulong, int> StridesAndGrowth =>
        new MatrixTheoryData<ulong, int>([40, 48, 56, 4096], [1, 8, 32, 33]);

    [Theory]
    [MemberData(nameof(StridesAndGrowth))]
    public void Between_sizing_and_fetching_the_first_map(ulong stride, int growth) =>
        new HandoverRun(
            new SimulatedFirmware { DescriptorSizeBytes = stride, GrowthBeforeMapCall = { [FirstFetch] = growth } }
        )
            .Go()
            .AssertRelocated();

    [Theory]
    [MemberData(nameof(StridesAndGrowth))]
    public void Between_the_first_map_and_the_second(ulong stride, int growth) =>
        new HandoverRun(
            new SimulatedFirmware { DescriptorSizeBytes = stride, GrowthBeforeMapCall = { [SecondMap] = growth } }
        )
            .Go()
            .AssertRelocated();

    [Theory]
    [MemberData(nameof(StridesAndGrowth))]
    public void After_the_first_ExitBootServices(ulong stride, int growth) =>
        new HandoverRun(new SimulatedFirmware { DescriptorSizeBytes = stride, GrowthAtExitRefusal = [growth] })
            .Go()
            .AssertRelocated();

    /// <summary>
    /// The second map's slack is its own: that the first map used up its slack must cost nothing after
    /// ExitBootServices.
    /// </summary>
    [Fact]
    public void Before_the_first_map_and_after_the_first_ExitBootServices()
    {
        var firmware = new SimulatedFirmware
        {
            DescriptorSizeBytes = 4096,
            GrowthBeforeMapCall = { [FirstFetch] = 28 },
            GrowthAtExitRefusal = [28],
        };
        HandoverRun run = new HandoverRun(firmware).Go();
        run.AssertRelocated();
        Assert.Equal(3u, run.Record.MapCalls);
    }

    [Fact]
    public void A_first_map_that_outgrew_its_room_is_fetched_again_into_more()
    {
        var firmware = new SimulatedFirmware
        {
            DescriptorSizeBytes = 4096,
            GrowthBeforeMapCall = { [FirstFetch] = 60, [FirstFetch + 1] = 60 },
        };
        HandoverRun run = new HandoverRun(firmware).Go();
        run.AssertRelocated();
        Assert.Equal(4u, run.Record.MapCalls);
    }

    [Fact]
    public void A_second_map_that_outgrew_its_buffer_gets_a_larger_one_while_there_is_time()
    {
        var firmware = new SimulatedFirmware
        {
            DescriptorSizeBytes = 4096,
            GrowthBeforeMapCall = { [SecondMap] = 100, [SecondMap + 1] = 60 },
        };
        HandoverRun run = new HandoverRun(firmware).Go();
        run.AssertRelocated();
        Assert.Equal(4u, run.Record.MapCalls);
    }

    [Theory]
    [InlineData(FirstFetch)]
    [InlineData(SecondMap)]
    public void A_map_that_keeps_growing_ends_with_an_error(int from)
    {
        var firmware = new SimulatedFirmware
        {
            DescriptorSizeBytes = 4096,
            GrowthBeforeMapCall = Enumerable
                .Range(from, 20)
                .ToDictionary(call => call, call => call == SecondMap ? 100 : 70),
        };
        HandoverRun run = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.NoMemoryMap, run.Error);
        Assert.Equal(EfiStatus.BufferTooSmall, run.FirmwareStatus);
        run.AssertNothingKept();
        Assert.InRange(firmware.Calls.Count(call => call.IsMapFetch), 4, 5);
    }

    /// <summary>
    /// After the first ExitBootServices nothing can be allocated: what fits to the last byte is taken, one more is the
    /// end.
    /// </summary>
    [Theory]
    [InlineData(512)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void The_buffer_is_used_to_its_last_byte(ulong stride)
    {
        HandoverRun probe = new HandoverRun(new SimulatedFirmware { DescriptorSizeBytes = stride }).Go();
        int room = (int)(probe.MapBuffer.SizeBytes / stride) - probe.Firmware.Map.Entries.Count;
        Assert.True(room >= BootExit<SimulatedServices>.SlackDescriptors);

        new HandoverRun(new SimulatedFirmware { DescriptorSizeBytes = stride, GrowthAtExitRefusal = [room] })
            .Go()
            .AssertRelocated();

        var firmware = new SimulatedFirmware { DescriptorSizeBytes = stride, GrowthAtExitRefusal = [room + 1] };
        HandoverRun outgrown = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.MapOutgrewBuffer, outgrown.Error);
        Assert.Equal(FirmwareService.GetMemoryMap, firmware.Calls[^1].Service);
        Assert.Empty(firmware.VirtualMapInputs);
    }

    private sealed record Script(ulong RamStart, ulong Stride, int[] GrowthBeforeMapCall, int[] GrowthAtExitRefusal)
    {
        public SimulatedFirmware ToFirmware() =>
            new(RamStart)
            {
                DescriptorSizeBytes = Stride,
                GrowthBeforeMapCall = GrowthBeforeMapCall
                    .Index()
                    .ToDictionary(entry => entry.Index + 1, entry => entry.Item),
                GrowthAtExitRefusal = GrowthAtExitRefusal,
            };
    }

    private static readonly Gen<Script> s_script = Gen.Select(
        Gen.OneOf<ulong>(0x4000_0000, 0x4000_9000, 0x8_0000_0000),
        Gen.OneOf<ulong>(40, 48, 56, 1000, 4096),
        Gen.Int[0, 45].Array[0, 8],
        Gen.Int[0, 45].Array[0, 5],
        (start, stride, calls, refusals) => new Script(start, stride, calls, refusals)
    );

    [Fact]
    public void Any_growth_of_the_map_ends_in_a_valid_handover_or_its_own_error() =>
        s_script.Sample(
            script =>
            {
                SimulatedFirmware firmware = script.ToFirmware();
                HandoverRun run = new HandoverRun(firmware).Go();
                ulong needed = (ulong)firmware.Map.Entries.Count * script.Stride;
                switch (run.Error)
                {
                    case BootExitError.None:
                        run.AssertRelocated();
                        break;
                    case BootExitError.MapOutgrewBuffer:
                        Assert.True(firmware.ExitWasTried && needed > run.MapBuffer.SizeBytes);
                        break;
                    case BootExitError.ExitRefused:
                        Assert.True(
                            script.GrowthAtExitRefusal.Length >= BootExit<SimulatedServices>.MaximumExitAttempts
                        );
                        break;
                    default:
                        // Growth of this size always fits the fourth time, and memory never runs out.
                        Assert.Fail(run.Error.ToString());
                        break;
                }
            },
            iter: 100
        );
}
