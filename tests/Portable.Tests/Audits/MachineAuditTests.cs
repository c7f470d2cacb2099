using System.Buffers.Binary;
using System.Text;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What Linux does not start without, each alone; and what healthy boards have, which is no fault.</summary>
public class MachineAuditTests
{
    private const ulong Own = 0x1_0000_0102;
    private const ulong OwnWithFlags = Own | 0x8100_0000; // RES1 and MT

    [Theory]
    [InlineData(5, 1, 1 << 20, 1)]
    [InlineData(6, 3, 1 << 20, 3)]
    // PSCI is not the only way to start processors.
    [InlineData(6, 0, 1 << 20, 0)]
    // Flags of Arm, under an older number.
    [InlineData(5, 0, 1 << 20, 1)]
    public void A_FADT_that_kernels_take_is_no_fault(byte major, byte minor, int flags, ushort arm) =>
        Assert.Equal(BootTimeFacts.None, OfAcpi(Fadt(major, minor, flags, arm), Gtdt(27), Madt(Gic, Processor(Own))));

    [Theory]
    [InlineData(5, 0, 1 << 20, 0, BootTimeFacts.ProfileOld)]
    [InlineData(4, 9, 1 << 20, 0, BootTimeFacts.ProfileOld)]
    [InlineData(6, 0, 0, 1, BootTimeFacts.ProfileNotReduced)]
    [InlineData(6, 0, ~(1 << 20), 1, BootTimeFacts.ProfileNotReduced)]
    [InlineData(1, 0, 0, 0, BootTimeFacts.ProfileOld | BootTimeFacts.ProfileNotReduced)]
    public void A_FADT_that_kernels_refuse_is_one(byte major, byte minor, int flags, ushort arm, BootTimeFacts found) =>
        Assert.Equal(found, OfAcpi(Fadt(major, minor, flags, arm), Gtdt(27), Madt(Gic, Processor(Own))));

    [Fact]
    public void A_FADT_too_short_for_its_flags_is_old() =>
        Assert.Equal(
            BootTimeFacts.ProfileOld,
            OfAcpi(("FACP", new byte[131 - 36]), Gtdt(27), Madt(Gic, Processor(Own)))
        );

    [Theory]
    [InlineData(30, 27, BootTimeFacts.None)]
    [InlineData(30, 0, BootTimeFacts.None)]
    [InlineData(0, 27, BootTimeFacts.None)]
    [InlineData(0, 0, BootTimeFacts.AcpiTimerLost)]
    public void One_timer_of_EL1_is_enough(int physical, int @virtual, BootTimeFacts found) =>
        Assert.Equal(found, OfAcpi(Sound, Gtdt(@virtual, physical), Madt(Gic, Processor(Own))));

    [Fact]
    public void A_table_too_short_for_timers_has_none() =>
        Assert.Equal(BootTimeFacts.AcpiTimerLost, OfAcpi(Sound, ("GTDT", new byte[30]), Madt(Gic, Processor(Own))));

    [Theory]
    [InlineData(Own, 1u, BootTimeFacts.None)]
    [InlineData(Own, 8u, BootTimeFacts.None)]
    [InlineData(Own, 0u, BootTimeFacts.AcpiProcessorLost)]
    [InlineData(Own + 1, 1u, BootTimeFacts.AcpiProcessorLost)]
    // What MPIDR_EL1 has beside the affinity does not belong into a table.
    [InlineData(OwnWithFlags, 1u, BootTimeFacts.AcpiProcessorLost)]
    public void The_processor_that_runs_is_in_the_MADT(ulong affinity, uint flags, BootTimeFacts found) =>
        Assert.Equal(found, OfAcpi(Sound, Gtdt(27), Madt(Processor(7), Gic, Processor(affinity, flags))));

    [Fact]
    public void A_MADT_without_a_distributor_or_with_short_interfaces_is_a_fault()
    {
        Assert.Equal(BootTimeFacts.AcpiInterruptsLost, OfAcpi(Sound, Gtdt(27), Madt(Processor(Own))));
        // As ACPI 5.0 has them, without an affinity.
        byte[] old = Processor(Own)[..40];
        old[1] = 40;
        Assert.Equal(BootTimeFacts.AcpiProcessorLost, OfAcpi(Sound, Gtdt(27), Madt(Gic, old)));
    }

    [Fact]
    public void Tables_that_are_missing_are_each_a_fault()
    {
        Assert.Equal(
            BootTimeFacts.ProfileOld | BootTimeFacts.AcpiTimerLost | BootTimeFacts.AcpiProcessorLost,
            OfAcpi(("SSDT", []))
        );
    }

    /// <summary>The damage is told of by its place, and may be the table that is not found.</summary>
    [Fact]
    public void Beside_a_table_that_is_damaged_nothing_is_missing()
    {
        var acpi = new SimulatedAcpi();
        ulong timers = acpi.Add("GTDT", Gtdt(27).Body);
        acpi.Bytes(timers, 40)[37] ^= 1;
        acpi.Point(timers);
        Assert.Equal(BootTimeFacts.None, MachineAudit.OfAcpi(acpi.Tables, acpi.RootPointer, Own));
        acpi.Point(0x1000);
        Assert.Equal(BootTimeFacts.None, MachineAudit.OfAcpi(acpi.Tables, acpi.RootPointer, Own));
    }

    [Theory]
    [InlineData("timer { compatible = \"arm,armv8-timer\"; interrupts = <1>; };", Processors, BootTimeFacts.None)]
    [InlineData(
        "timer { compatible = \"arm,cortex-a15-timer\", \"arm,armv7-timer\"; interrupts = <1>; };",
        Processors,
        BootTimeFacts.None
    )]
    [InlineData(
        "timer { compatible = \"arm,armv8-timer\"; interrupts = <1>; clock-frequency = <24000000>; };",
        Processors,
        BootTimeFacts.CounterRateInTree
    )]
    [InlineData("timer { compatible = \"arm,sp804\"; };", Processors, BootTimeFacts.TreeTimerLost)]
    // Of one processor nobody has to say that it is there.
    [InlineData("timer { compatible = \"arm,armv8-timer\"; interrupts = <1>; };", "", BootTimeFacts.None)]
    [InlineData("timer { compatible = \"arm,armv8-timer\"; interrupts = <1>; };", "cpus { };", BootTimeFacts.None)]
    [InlineData(
        "timer { compatible = \"arm,armv8-timer\"; interrupts = <1>; };",
        Others,
        BootTimeFacts.TreeProcessorLost
    )]
    public void A_tree_has_a_timer_and_the_processor_that_runs(string timer, string processors, BootTimeFacts found)
    {
        byte[] blob = Dtc.Compile($"/dts-v1/; / {{ {timer} {processors} }};");
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(found, MachineAudit.OfTree(tree, OwnWithFlags));
    }

    /// <summary>Which it inherits from the nodes around it.</summary>
    [Theory]
    [InlineData("interrupt-parent = <&gic>;", "interrupts = <1>;", "interrupt-controller;", BootTimeFacts.None)]
    [InlineData("", "interrupts = <1>; interrupt-parent = <&gic>;", "interrupt-controller;", BootTimeFacts.None)]
    [InlineData("", "interrupts-extended = <&gic 1>;", "", BootTimeFacts.None)]
    [InlineData("", "interrupts = <1>;", "", BootTimeFacts.None)]
    [InlineData("interrupt-parent = <&gic>;", "", "interrupt-controller;", BootTimeFacts.TreeTimerLost)]
    [InlineData("interrupt-parent = <&gic>;", "interrupts = <1>;", "", BootTimeFacts.TreeInterruptsLost)]
    [InlineData(
        "interrupt-parent = <0x77>;",
        "interrupts = <1>;",
        "interrupt-controller;",
        BootTimeFacts.TreeInterruptsLost
    )]
    public void The_interrupts_of_the_timer_lead_to_a_controller(
        string root,
        string timer,
        string controller,
        BootTimeFacts found
    )
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / { {{root}}
                soc { timer { compatible = "arm,armv8-timer"; {{timer}} }; };
                gic: controller { {{controller}} };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(found, MachineAudit.OfTree(tree, OwnWithFlags));
    }

    [Fact]
    public void Each_fault_has_words_of_its_own()
    {
        BootTimeFacts facts = (BootTimeFacts)uint.MaxValue;
        List<string> texts = [];
        while (MachineAudit.TryTake(ref facts, out ReadOnlySpan<byte> text))
        {
            texts.Add(Encoding.ASCII.GetString(text));
        }
        Assert.Equal(9, texts.Distinct().Count());
        Assert.Equal(~MachineAudit.Refused, facts);
        facts = BootTimeFacts.TreeTimerLost | BootTimeFacts.CounterRateInTree;
        Assert.True(MachineAudit.TryTake(ref facts, out ReadOnlySpan<byte> words));
        Assert.Equal("device tree without a timer of the architecture", Encoding.ASCII.GetString(words));
        Assert.False(MachineAudit.TryTake(ref facts, out _));
        Assert.Equal(BootTimeFacts.CounterRateInTree, facts);
    }

    private const string Processors = """
        cpus {
            #address-cells = <2>;
            #size-cells = <0>;
            cpu@7 { device_type = "cpu"; reg = <0 7>; };
            cpu@100000102 { device_type = "cpu"; reg = <1 0x102>; };
        };
        """;

    private const string Others = """
        cpus {
            #address-cells = <1>;
            #size-cells = <0>;
            cache@102 { device_type = "cache"; reg = <0x102>; };
            cpu@102 { device_type = "cpu"; reg = <0x102>; };
        };
        """;

    private static (string, byte[]) Sound => Fadt(6, 3, 1 << 20, 1);
    private static byte[] Gic => [0xc, 24, .. new byte[22]];

    private static (string, byte[]) Fadt(byte major, byte minor, int flags, ushort arm)
    {
        byte[] table = new byte[244];
        table[8] = major;
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(112), flags);
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(129), arm);
        table[131] = minor;
        return ("FACP", table);
    }

    private static (string Name, byte[] Body) Gtdt(int @virtual, int physical = 0)
    {
        byte[] body = new byte[96 - 36];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(56 - 36), physical);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(64 - 36), @virtual);
        return ("GTDT", body);
    }

    private static (string, byte[]) Madt(params byte[][] structures) =>
        ("APIC", [.. new byte[8], .. structures.SelectMany(bytes => bytes)]);

    private static byte[] Processor(ulong affinity, uint flags = 1)
    {
        byte[] bytes = new byte[76];
        bytes[0] = 0xb;
        bytes[1] = 76;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(68), affinity);
        return bytes;
    }

    private static BootTimeFacts OfAcpi(params (string Name, byte[] Body)[] tables)
    {
        var acpi = new SimulatedAcpi();
        ulong definitions = acpi.Add("DSDT", []);
        var starts = new List<ulong>();
        foreach ((string name, byte[] body) in tables)
        {
            bool isProfile = name == "FACP" && body.Length == 244;
            ulong start = acpi.Add(name, isProfile ? body[36..] : body);
            if (isProfile)
            {
                acpi.Bytes(start, 244)[8] = body[8];
                BinaryPrimitives.WriteUInt64LittleEndian(acpi.Bytes(start + 140, 8), definitions);
                acpi.Seal(start, 244, 9);
            }
            starts.Add(start);
        }
        acpi.Point([.. starts]);
        return MachineAudit.OfAcpi(acpi.Tables, acpi.RootPointer, OwnWithFlags);
    }
}
