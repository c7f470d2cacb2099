using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What the machine is described as, and what of it answers: part of the group of the tables.</summary>
internal static class MachineTests
{
    public const int Results = 3;

    public static void Run(ref TestBench bench)
    {
        CheckMachine(ref bench);
        CheckDevices(ref bench);
        CheckCounter(ref bench);
    }

    /// <summary>What the stub found missing.</summary>
    private static void CheckMachine(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "the machine is described as kernels need it"u8;
        BootTimeFacts facts = BootTimeTests.FactsOf(in bench);
        if ((facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(name, BootTimeTests.NotSeen);
            return;
        }
        bool isWhole = (facts & MachineAudit.Refused) == 0;
        while (MachineAudit.TryTake(ref facts, out ReadOnlySpan<byte> text))
        {
            bench.Report.Finding(FindingId.DescriptionRefused, text, $"");
        }
        bench.Report.Check(isWhole, name);
    }

    /// <summary>Those that kernels use before a driver has looked for them.</summary>
    private static void CheckDevices(ref TestBench bench)
    {
        int missing = 0;
        for (MissingDevice device = 0; device < MissingDevice.Count; device++)
        {
            if (MissingDevices.Has(device, out PhysicalAddress address))
            {
                missing++;
                TextLine seen = $"{address}";
                if (device == MissingDevice.Processor)
                {
                    seen.AppendFormatted(": "u8);
                    seen.AppendFormatted(Watcher.Refusal);
                }
                else if (bench.Map.TryFind(address, out MemoryDescriptor region))
                {
                    seen.AppendFormatted(" is "u8);
                    seen.AppendFormatted(region.Type);
                }
                bench.Report.Finding(FindingId.DeviceMissing, device.Text(), ref seen);
            }
        }
        bench.Report.Check(missing == 0, "consoles, interrupt controller and processors are as they are described"u8);
    }

    /// <summary>The one register that firmware fills in for kernels as it does a table.</summary>
    private static void CheckCounter(ref TestBench bench)
    {
        ulong frequency = Cpu.CounterFrequency();
        bool isInTree = (BootTimeTests.FactsOf(in bench) & BootTimeFacts.CounterRateInTree) != 0;
        if (frequency == 0)
        {
            // Linux takes that of the tree.
            bench.Report.Finding(
                isInTree ? FindingId.CounterRateInTree : FindingId.CounterRateMissing,
                "CNTFRQ_EL0"u8,
                $""
            );
        }
        if (Watcher.HasOtherFrequency)
        {
            bench.Report.Finding(
                FindingId.CounterDiffers,
                "CNTFRQ_EL0"u8,
                $"{frequency} Hz, and {Watcher.FrequencyThere} Hz on processor 0x{Machine.OtherProcessor:x}"
            );
        }
        if (Watcher.HasOtherCounter)
        {
            bench.Report.Finding(FindingId.CounterDiffers, "CNTVCT_EL0"u8, $"processor 0x{Machine.OtherProcessor:x}");
        }
        bench.Report.Check(
            (frequency != 0 || isInTree) && !Watcher.HasOtherFrequency && !Watcher.HasOtherCounter,
            "frequency of the counter set"u8,
            $"{frequency} Hz"
        );
    }
}
